namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>local.sql, version 9, with the steps from version 3 (spec 10 §3.4, §5).</summary>
public static class LocalSchema
{
    private const string NoChallenge = "x'0000000000000000000000000000000000000000000000000000000000000000'";

    public static DatabaseSchema Value { get; } = new(
        "local.sql",
        Version: 9,
        Oldest: 3,
        TooOldHelp: "To use node version 1.5 or newer, please upgrade to v1.4 first.",
        RecoveryHelp: "Restore a backup of this node's own file; without one, move it aside: challenges and registrations of the running epoch are lost.",
        Migrations:
        [
            Migration.Sql(
                4,
                "0004_atx_sync.sql",
                """
                CREATE TABLE atx_sync_state (
                    epoch INT NOT NULL,
                    id CHAR(32) NOT NULL,
                    requests INT NOT NULL DEFAULT 0,
                    PRIMARY KEY (epoch, id)
                ) WITHOUT ROWID;
                CREATE TABLE atx_sync_requests (
                    epoch INT NOT NULL,
                    timestamp INT NOT NULL,
                    PRIMARY KEY (epoch)
                ) WITHOUT ROWID;
                """),
            Migration.Sql(
                5,
                "0005_atx_sync_progress.sql",
                """
                ALTER TABLE atx_sync_requests ADD COLUMN total INTEGER;
                ALTER TABLE atx_sync_requests ADD COLUMN downloaded INTEGER;
                """),
            Migration.Sql(
                6,
                "0006_prepared_activeset.sql",
                """
                CREATE TABLE prepared_activeset (
                    kind UNSIGNED INT NOT NULL,
                    epoch UNSIGNED INT NOT NULL,
                    id CHAR(32) NOT NULL,
                    weight UNSIGNED INT NOT NULL,
                    data BLOB NOT NULL,
                    PRIMARY KEY (kind, epoch)
                ) WITHOUT ROWID;
                """),
            Migration.Sql(
                7,
                "0007_malfeasance_sync.sql",
                """
                CREATE TABLE malfeasance_sync_state (
                    timestamp INT NOT NULL
                );
                INSERT INTO malfeasance_sync_state (timestamp) VALUES (0);
                """),
            Migration.Sql(
                8,
                "0008_post_challenge.sql",
                $"""
                ALTER TABLE initial_post ADD COLUMN challenge BLOB NOT NULL DEFAULT {NoChallenge};
                ALTER TABLE initial_post RENAME TO post;
                CREATE TABLE poet_certificates (
                    node_id BLOB NOT NULL,
                    certifier_id BLOB NOT NULL,
                    certificate BLOB NOT NULL,
                    signature BLOB NOT NULL
                );
                CREATE UNIQUE INDEX idx_poet_certificates ON poet_certificates (node_id, certifier_id);
                """),
            Migration.Sql(
                9,
                "0009_malfeasance_sync_id.sql",
                """
                CREATE TEMP TABLE malfeasance_sync_before AS SELECT timestamp FROM malfeasance_sync_state WHERE rowid = 1;
                DROP TABLE malfeasance_sync_state;
                CREATE TABLE malfeasance_sync_state (
                    id INT NOT NULL PRIMARY KEY,
                    timestamp INT NOT NULL
                );
                INSERT INTO malfeasance_sync_state (id, timestamp) SELECT 1, timestamp FROM malfeasance_sync_before;
                DROP TABLE malfeasance_sync_before;
                """),
        ]);
}
