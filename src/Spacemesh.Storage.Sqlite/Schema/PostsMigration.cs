using System.Globalization;
using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Schema;

/// <summary>State migration 21: the table <c>posts</c> out of the stored ATX blobs (spec 10 §3.4).</summary>
internal static partial class PostsMigration
{
    public static Migration Value { get; } = new(21, "populate posts table with units for each ATX", Apply);

    private static void Apply(Connection connection, ILogger logger)
    {
        connection.Execute(
            """
            CREATE TABLE posts (
                atxid CHAR(32) NOT NULL,
                pubkey CHAR(32) NOT NULL,
                prev_atxid CHAR(32),
                prev_atx_index INT,
                units INT NOT NULL
            );
            """);
        LogStarted(logger, connection.QueryInt64("SELECT count(*) FROM atx_blobs"));
        using (var blobs = connection.Cached("SELECT id, atx, version FROM atx_blobs ORDER BY rowid"))
        using (var insert = connection.Cached("INSERT INTO posts (atxid, pubkey, prev_atxid, prev_atx_index, units) VALUES (?1, ?2, ?3, 0, ?4)"))
        {
            while (blobs.Step())
                Insert(insert, blobs.Blob(0).ToArray(), blobs.Blob(1), blobs.Int64(2));
        }

        connection.Execute(
            """
            CREATE UNIQUE INDEX posts_by_atxid_by_pubkey ON posts (atxid, pubkey);
            CREATE INDEX posts_by_atxid_by_pubkey_prev_atxid ON posts (atxid, pubkey, prev_atxid);
            ALTER TABLE atxs DROP COLUMN prev_id;
            """);
    }

    private static void Insert(Statement insert, byte[] id, ReadOnlySpan<byte> blob, long version)
    {
        if (version is not (0 or 1))
            throw Failure(id, string.Create(CultureInfo.InvariantCulture, $"unsupported ATX version: {version}"));
        if (!Scale.TryDecodePrefix<ActivationTxV1>(blob, out var atx, out _, out var error))
            throw Failure(id, error.Kind == DecodeErrorKind.EndOfInput ? "decoding ATX V1: decode from buffer: EOF" : $"decoding ATX V1: {error}");
        var previous = atx.Inner.Challenge.PrevAtxId;
        insert.Bind(1, id).BindId(2, atx.SmesherId).Bind(4, atx.Inner.NumUnits);
        if (previous.IsZero())
            insert.BindNull(3);
        else
            insert.BindId(3, previous);
        insert.Run();
        insert.Reset();
    }

    private static StorageException Failure(byte[] id, string reason) => new(
        StorageErrorKind.Other,
        $"getting ATX blobs: processing ATX {Convert.ToHexStringLower(id.AsSpan(0, Math.Min(5, id.Length)))}: {reason}");

    [LoggerMessage(5020, LogLevel.Information, "applying migration 21: {Total} ATXs")]
    private static partial void LogStarted(ILogger logger, long total);
}
