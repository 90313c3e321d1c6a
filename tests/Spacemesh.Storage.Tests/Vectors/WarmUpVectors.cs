using System.Globalization;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>The consensus cache after start (spec 10 §9.1). The database is the one that the file describes.</summary>
[VectorFile("10-warmup")]
internal sealed class WarmUpVectors : VectorSuite
{
    public override void Check(VectorCase vector) => StateDatabases.Each(database =>
    {
        Fill(database, vector);
        var cache = new ConsensusCache();
        ConsensusWarmUp.Run(database, Ids.Network(3), vector.In.U32("keep"), cache);
        VectorCase.Equal(vector.Out.U32("evicted"), cache.Evicted.Value, "evicted");
        VectorCase.Equal(
            string.Join(' ', vector.Out.GetProperty("malicious").EnumerateArray().Select(node => node.GetString())),
            string.Join(' ', cache.MaliciousIdentities().Select(Hex)),
            "malicious");
        var targets = vector.Out.GetProperty("targets").EnumerateArray().ToList();
        VectorCase.Equal(
            string.Join(' ', targets.Select(target => target.U32("target"))), string.Join(' ', cache.Epochs().Select(epoch => epoch.Value)), "target epochs");
        foreach (var target in targets)
        {
            var epoch = new EpochId(target.U32("target"));
            var actual = cache.Snapshot(epoch).OrderBy(entry => entry.Id).Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"[{Ids.Byte(entry.Id)},\"{Hex(entry.Smesher)}\",{entry.Weight},{entry.BaseHeight},{entry.Height},{entry.VrfNonce},{(cache.IsMalicious(entry.Smesher) ? "true" : "false")}]"));
            VectorCase.Equal(target.GetProperty("entries").GetRawText().Replace(" ", "", StringComparison.Ordinal), $"[{string.Join(',', actual)}]", $"target {epoch}");
        }
    });

    /// <summary>The database that the file's heading describes; heights and nonces are those of the entries listed for "keep everything".</summary>
    private static void Fill(IStateDatabase database, VectorCase vector)
    {
        for (uint epoch = 0; epoch <= 6; epoch++)
        {
            Add(database, (int)(10 + epoch), 0xe1, epoch, units: 4, baseHeight: 100, ticks: 10 + epoch, nonce: epoch, AtxVersion.V1, 4 * (10ul + epoch));
            Add(database, (int)(20 + epoch), 0xe2, epoch, units: 5, baseHeight: 100, ticks: 10 + epoch, nonce: 1ul << 63, AtxVersion.V2, 7);
            if (epoch <= 1)
            {
                database.Atxs.AddCheckpointed(new CheckpointedAtx(
                    Ids.Of<AtxId>((int)(30 + epoch)), new EpochId(epoch), Ids.Of<AtxId>(1), null, 8, 6, 50, 3, Ids.Of<NodeId>(0xe3), 0, default, new Dictionary<NodeId, uint> { [Ids.Of<NodeId>(0xe3)] = 6 }));
            }
        }

        Add(database, 40, 0xe4, 6, uint.MaxValue, 0, 1ul << 40, 1, AtxVersion.V1, 0);
        Add(database, 41, 0xe5, 6, 1, ulong.MaxValue, 5, 1, AtxVersion.V1, 5);
        Add(database, 42, 0xe6, 6, 1, 1, 1, 0, AtxVersion.V1, 1);
        if (database is SqliteStateDatabase file)
            file.Engine.Write(connection => connection.Execute($"UPDATE atxs SET nonce = NULL WHERE id = x'{Ids.Of<AtxId>(42).ToHex()}'"));
        database.MaliciousIdentities.Add(Ids.Of<NodeId>(0xe2), new byte[] { 1 }, 1);
        database.Malfeasance.Add(Ids.Of<NodeId>(0xe1), null, 1, new ScaleBytes(new byte[] { 1 }), 1);
        if (vector.In.I64("last_applied") is >= 0 and var applied)
            database.Layers.SetApplied(new LayerId((uint)applied), default);
    }

    private static void Add(IStateDatabase database, int id, int node, uint epoch, uint units, ulong baseHeight, ulong ticks, ulong nonce, AtxVersion version, ulong weight) =>
        database.Atxs.Add(
            new AtxRecord
            {
                Id = Ids.Of<AtxId>(id),
                Smesher = Ids.Of<NodeId>(node),
                PublishEpoch = new EpochId(epoch),
                EffectiveUnits = units,
                BaseTickHeight = baseHeight,
                TickCount = ticks,
                VrfNonce = nonce,
                Coinbase = default,
                ReceivedNanoseconds = 1,
                Weight = weight,
            },
            new AtxBlob(version, new byte[] { 1 }));

    private static string Hex(NodeId node) => node.ToHex()[..2];
}
