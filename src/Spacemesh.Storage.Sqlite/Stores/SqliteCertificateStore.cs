using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteCertificateStore(IConnectionSource source) : SqliteStore(source), ICertificateStore
{
    public void Add(LayerId layer, Certificate certificate)
    {
        byte[] encoded = Scale.Encode(certificate);
        Run(
            """
            INSERT INTO certificates (layer, block, cert, valid) VALUES (?1, ?2, ?3, 1)
            ON CONFLICT (layer, block) DO UPDATE SET cert = ?3, valid = 1
            """,
            s => s.Bind(1, layer.Value).BindId(2, certificate.BlockId).Bind(3, encoded));
    }

    public void SetHareOutput(LayerId layer, BlockId block) => Output(layer, block, true);

    public void SetHareOutputInvalid(LayerId layer, BlockId block) => Output(layer, block, false);

    public void SetValid(LayerId layer, BlockId block, bool valid) => Run(
        "UPDATE certificates SET valid = ?3 WHERE layer = ?1 AND block = ?2", s => s.Bind(1, layer.Value).BindId(2, block).Bind(3, valid));

    public BlockId? HareOutput(LayerId layer) =>
        Rows("SELECT block FROM certificates WHERE layer = ?1 AND valid = 1 LIMIT 2", s => s.Bind(1, layer.Value), s => s.Id<BlockId>(0)) switch
        {
            [] => null,
            [var only] => only,
            _ => default(BlockId),
        };

    public IReadOnlyList<CertificateRecord> InLayer(LayerId layer) => RowsUntilNull(
        "SELECT block, cert, valid FROM certificates WHERE layer = ?1 ORDER BY length(cert) DESC, block",
        s => s.Bind(1, layer.Value),
        s => s.Blob(1).IsEmpty ? new CertificateRecord(s.Id<BlockId>(0), null, s.Int64(2) != 0)
            : Scale.TryDecodePrefix<Certificate>(s.Blob(1), out var certificate, out _, out _)
                ? new CertificateRecord(s.Id<BlockId>(0), certificate, s.Int64(2) != 0)
                : null);

    public BlockId? Certified(LayerId layer) => Value(
        "SELECT block FROM certificates WHERE layer = ?1 AND valid = 1 AND cert IS NOT NULL ORDER BY block DESC LIMIT 1",
        s => s.Bind(1, layer.Value),
        s => s.Id<BlockId>(0));

    public BlockId? FirstCertifiedInEpoch(EpochLayers epoch) => Value(
        """
        SELECT block FROM certificates
        WHERE layer BETWEEN ?1 AND ?2 AND valid = 1 AND cert IS NOT NULL AND block <> ?3 ORDER BY layer, block LIMIT 1
        """,
        s => s.Bind(1, epoch.First.Value).Bind(2, epoch.Last.Value).BindId(3, default(BlockId)),
        s => s.Id<BlockId>(0));

    public int PruneBefore(LayerId before, int limit)
    {
        // Looking for rows visits all older ones: outside the write lock, which is held for the found ones only.
        var rows = Rows(
            "SELECT rowid FROM certificates WHERE layer < ?1 AND cert IS NOT NULL LIMIT ?2",
            s => s.Bind(1, before.Value).Bind(2, limit),
            s => s.Int64(0));
        if (rows.Count == 0)
            return 0;
        return Write(connection =>
        {
            using var update = connection.Cached("UPDATE certificates SET cert = NULL WHERE rowid = ?1 AND layer < ?2");
            foreach (long row in rows)
            {
                update.Bind(1, row).Bind(2, before.Value).Run();
                update.Reset();
            }

            return rows.Count;
        });
    }

    private void Output(LayerId layer, BlockId block, bool valid) => Run(
        "INSERT INTO certificates (layer, block, valid) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        s => s.Bind(1, layer.Value).BindId(2, block).Bind(3, valid));
}
