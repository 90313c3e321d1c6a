using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryCertificateStore(IDataSource<StateData> source) : ICertificateStore
{
    public void Add(LayerId layer, Certificate certificate) => source.Write(data =>
    {
        data.Certificates.Set(new CertificateRow(layer, new CertificateRecord(certificate.BlockId, certificate, true), Scale.Encode(certificate).Length));
        return 0;
    });

    public void SetHareOutput(LayerId layer, BlockId block) => Output(layer, block, true);

    public void SetHareOutputInvalid(LayerId layer, BlockId block) => Output(layer, block, false);

    public void SetValid(LayerId layer, BlockId block, bool valid) => source.Write(data =>
        data.Certificates.Find((layer, block)) is { } row && data.Certificates.TryReplace(row with { Record = row.Record with { Valid = valid } }));

    public BlockId? HareOutput(LayerId layer) => source.Read<BlockId?>(data =>
        data.CertificatesByLayer[layer].Where(row => row.Record.Valid).Select(row => row.Record.Block).Take(2).ToList() switch
        {
            [] => null,
            [var only] => only,
            _ => default(BlockId),
        });

    public IReadOnlyList<CertificateRecord> InLayer(LayerId layer) => source.Read(data =>
        data.CertificatesByLayer[layer].OrderByDescending(row => row.Length).ThenBy(row => row.Record.Block).Select(row => row.Record).ToList());

    public BlockId? Certified(LayerId layer) => source.Read(data =>
        data.CertificatesByLayer[layer].Where(Certified).Select(row => (BlockId?)row.Record.Block).Max());

    public BlockId? FirstCertifiedInEpoch(EpochLayers epoch) => source.Read(data =>
        data.Certificates.Rows.Where(row => row.Layer >= epoch.First && row.Layer <= epoch.Last && Certified(row) && !row.Record.Block.IsZero())
            .OrderBy(row => row.Layer).ThenBy(row => row.Record.Block).FirstOrDefault()?.Record.Block);

    public int PruneBefore(LayerId before, int limit) => source.Write(data =>
    {
        var rows = data.Certificates.Rows.Where(row => row.Layer < before && row.Record.Certificate is not null).Take(limit).ToList();
        foreach (var row in rows)
            data.Certificates.TryReplace(row with { Record = row.Record with { Certificate = null }, Length = -1 });
        return rows.Count;
    });

    private static bool Certified(CertificateRow row) => row.Record is { Valid: true, Certificate: not null };

    private void Output(LayerId layer, BlockId block, bool valid) =>
        source.Write(data => data.Certificates.TryAdd(new CertificateRow(layer, new CertificateRecord(block, null, valid), -1)));
}
