using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>state.sql, version 25, with the steps from version 17 (spec 10 §3.4, §4).</summary>
public static class StateSchema
{
    /// <summary>The schema of one network; only its signatures tell which stored proofs step 25 repairs.</summary>
    public static DatabaseSchema For(GenesisId genesisId) => new(
        "state.sql",
        Version: 25,
        Oldest: 17,
        TooOldHelp: "Releases before 1.5.8 filled columns that can no longer be reconstructed: remove state.sql and let the node sync again.",
        RecoveryHelp: "Restore a backup, or reset the state and let the node sync again; it holds nothing private.",
        Migrations:
        [
            Migration.Sql(18, "0018_atx_blob_version.sql", "ALTER TABLE atx_blobs ADD COLUMN version INTEGER;"),
            Migration.Sql(19, "0019_marriages.sql", "ALTER TABLE identities ADD COLUMN marriage_atx CHAR(32);"),
            Migration.Sql(
                20,
                "0020_atx_merge.sql",
                """
                ALTER TABLE atxs ADD COLUMN marriage_atx CHAR(32);
                ALTER TABLE atxs ADD COLUMN weight INTEGER;
                UPDATE atxs SET weight = effective_num_units * tick_count;
                ALTER TABLE identities ADD COLUMN marriage_idx INTEGER;
                ALTER TABLE identities ADD COLUMN marriage_target CHAR(32);
                ALTER TABLE identities ADD COLUMN marriage_signature CHAR(64);
                """),
            PostsMigration.Value,
            Migration.Sql(
                22,
                "0022_litestream.sql",
                """
                DROP TABLE IF EXISTS _litestream_seq;
                DROP TABLE IF EXISTS _litestream_lock;
                """),
            Migration.Sql(
                23,
                "0023_post_epoch.sql",
                """
                ALTER TABLE posts ADD COLUMN publish_epoch UNSIGNED INT;
                UPDATE posts SET publish_epoch = (SELECT epoch FROM atxs WHERE atxs.id = posts.atxid);
                CREATE INDEX posts_by_atxid_by_pubkey_epoch ON posts (pubkey, publish_epoch);
                """),
            Migration.Sql(
                24,
                "0024_malfeasance.sql",
                """
                CREATE TABLE marriages (
                    pubkey CHAR(32) PRIMARY KEY,
                    id INT NOT NULL,
                    marriage_atx CHAR(32) NOT NULL,
                    marriage_idx INT NOT NULL,
                    marriage_target CHAR(32) NOT NULL,
                    marriage_sig BLOB NOT NULL,
                    UNIQUE (marriage_atx, marriage_idx)
                );
                CREATE INDEX marriages_by_id ON marriages (id);
                CREATE TABLE malfeasance (
                    pubkey CHAR(32) PRIMARY KEY,
                    marriage_id INT,
                    received INT NOT NULL,
                    domain INT,
                    proof BLOB
                );
                CREATE TRIGGER malfeasance_check_marriage_id_exists
                BEFORE INSERT ON malfeasance
                FOR EACH ROW
                WHEN NEW.marriage_id IS NOT NULL
                BEGIN
                    SELECT RAISE(ABORT, 'marriage_id does not exist in marriages table')
                    WHERE NOT EXISTS (SELECT 1 FROM marriages WHERE id = NEW.marriage_id);
                END;
                CREATE TRIGGER malfeasance_check_marriage_id_update_exists
                BEFORE UPDATE ON malfeasance
                FOR EACH ROW
                WHEN NEW.marriage_id IS NOT NULL
                BEGIN
                    SELECT RAISE(ABORT, 'marriage_id does not exist in marriages table')
                    WHERE NOT EXISTS (SELECT 1 FROM marriages WHERE id = NEW.marriage_id);
                END;
                CREATE TRIGGER malfeasance_check_proof_exists
                BEFORE INSERT ON malfeasance
                FOR EACH ROW
                WHEN NEW.marriage_id IS NULL
                BEGIN
                    SELECT RAISE(ABORT, 'proof must be provided for malfeasance entry without marriage_id')
                    WHERE NEW.proof IS NULL OR NEW.domain IS NULL;
                END;
                CREATE TEMP TABLE identities_before AS SELECT pubkey, proof, received FROM identities ORDER BY pubkey;
                DROP TABLE identities;
                CREATE TABLE identities (
                    pubkey CHAR(32) PRIMARY KEY,
                    proof BLOB NOT NULL,
                    received INT NOT NULL
                );
                INSERT INTO identities (pubkey, proof, received) SELECT pubkey, proof, received FROM identities_before ORDER BY rowid;
                DROP TABLE identities_before;
                """),
            ProofsMigration.For(genesisId),
        ]);
}
