-- Runs once, when the volume is new.
CREATE DATABASE IF NOT EXISTS {{ databases.name }};

-- One row for each request that went through the proxy, for ninety days.
CREATE TABLE IF NOT EXISTS {{ databases.name }}.api_events
(
    event_id UUID,
    timestamp DateTime64(3),
    workspace_id UUID,
    api_id UUID,
    api_key_id UUID,
    method LowCardinality(String),
    endpoint LowCardinality(String),
    status_code UInt16,
    error_type LowCardinality(String),
    latency_ms UInt32,
    upstream_latency_ms UInt32,
    request_bytes UInt32,
    response_bytes UInt32,
    prompt_tokens UInt32,
    completion_tokens UInt32,
    cost_cents UInt32,
    cache_hit Bool,
    rate_limited Bool
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (workspace_id, api_id, timestamp)
TTL toDateTime(timestamp) + INTERVAL 90 DAY;
