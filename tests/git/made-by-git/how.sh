#!/bin/sh
# Makes the repositories beside it, and what git says of them: `sh how.sh`. Written by git 2.47.
#
# `offsets` is packed as git packs today; `references` has an index of version 1 and deltas that name their base;
# `sha256` names objects by SHA-256; `shallow` is a clone that was cut off. Each is what was in `.git`, without what no
# reader needs.
set -eu
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
export GIT_CONFIG_NOSYSTEM=1 HOME="$work" GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com \
    GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com

at() { # the time of the next commit
    export GIT_AUTHOR_DATE="$1 +0000" GIT_COMMITTER_DATE="$1 +0000"
}

grow() {
    at 1700000000
    for round in 1 2 3 4 5 6; do
        mkdir -p environments/prod templates
        seq 1 80 | sed "s/^$round\$/$round: changed/" > environments/prod/web.yaml
        seq 1 70 | sed "s/^$round\$/$round: changed/" > templates/deployment.yaml
        ln -sf prod/web.yaml environments/link.yaml
        at "$((1700000000 + round))"
        git add -A
        git commit -q -m "Round $round"
        if [ "$round" = 3 ]; then
            git tag -a v1.0 -m One
            git branch feature/one
        fi
    done
    git checkout -q feature/one
    echo "x: 1" > feature.yaml
    at 1700000010
    git add -A
    git commit -q -m Feature
    git checkout -q main
    git update-ref refs/remotes/origin/main main~2
}

keep() { # the folder of git, and the name to keep it by
    rm -rf "${here:?}/$2"
    mkdir "$here/$2"
    cd "$1"
    for part in HEAD config packed-refs shallow refs objects; do
        [ -e "$part" ] && cp -r "$part" "$here/$2"
    done
    cd "$here/$2"
    find . -type f \( -name '*.rev' -o -name '*.sample' -o -name '*.bitmap' -o -name commit-graph \) -delete
    find . -type d -empty -delete
    chmod -R u+w .
}

say() { # what git says of a repository
    cd "$1"
    for revision in HEAD main~4 v1.0 feature/one origin/main 'main^{tree}'; do
        hash=$(git rev-parse -q --verify "$revision^{}") || continue
        echo "revision $revision $hash"
        git ls-tree -r --format='file %(path) %(objecttype) %(objectname)' "$hash"
    done
    echo "merge-base main...feature/one $(git merge-base main feature/one)"
    for file in environments/prod/web.yaml templates/deployment.yaml; do
        echo "bytes main:$file $(git show "main:$file" | sha256sum | cut -d' ' -f1)"
        echo "bytes main~1:$file $(git show "main~1:$file" | sha256sum | cut -d' ' -f1)"
    done
}

for name in offsets references sha256; do
    format=sha1
    [ "$name" = sha256 ] && format=sha256
    git init -q -b main --object-format="$format" "$work/$name"
    cd "$work/$name"
    grow
    if [ "$name" = references ]; then
        git config repack.useDeltaBaseOffset false
        git config pack.indexVersion 1
    else
        git pack-refs --all
    fi
    git repack -q -a -d -f
    git prune-packed -q
    keep "$work/$name/.git" "$name"
    (say "$work/$name") > "$here/$name/said"
done
git clone -q --depth=2 --no-single-branch "file://$work/offsets" "$work/shallow"
cd "$work/shallow"
git branch -q feature/one origin/feature/one
(say "$work/shallow") > "$work/said"
keep "$work/shallow/.git" shallow
sed "/url = /d" "$here/shallow/config" > "$work/config" && mv "$work/config" "$here/shallow/config"
mv "$work/said" "$here/shallow/said"
rm -rf "$work"
