// The image runs this once, on an empty volume: the program's own user, who may read and write its database and no
// other. Collections and indexes the program makes itself.
db.createUser({
  user: process.env.MONGODB_USERNAME,
  pwd: process.env.MONGODB_PASSWORD,
  roles: [{ role: "readWrite", db: process.env.MONGO_INITDB_DATABASE }],
});
