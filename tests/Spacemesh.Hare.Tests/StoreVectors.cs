using System.Buffers.Binary;
using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Hare.Tests;

/// <summary>Eviction in the proposal store.</summary>
[VectorFile("05-proposal-store")]
internal sealed class ProposalEvictionVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var store = new ProposalStore(vector.In.U32("capacity"), new LayerId(vector.In.U32("evicted_at_start")));
        int index = 0;
        foreach (var (op, expected) in vector.In.GetProperty("ops").EnumerateArray().Zip(vector.Out.GetProperty("ops").EnumerateArray()))
        {
            string where = $"operation {index++}";
            if (op.Has("on_layer"))
            {
                store.OnLayer(new LayerId(op.U32("on_layer")));
                VectorCase.Equal(expected.U32("evicted_up_to"), store.Evicted.Value, $"{where}: evicted");
                continue;
            }

            byte[] id = new byte[ProposalId.Size];
            BinaryPrimitives.WriteUInt32LittleEndian(id, op.U32("id"));
            var storing = store.Add(GivenProposal.Of(new LayerId(op.U32("add_at_layer")), ProposalId.FromBytes(id)));
            string expectedStoring = expected.Flag("ok") ? "Stored" : expected.Text("why") switch
            {
                "evicted" => "LayerEvicted",
                "exists" => "Exists",
                var other => other,
            };
            VectorCase.Equal(expectedStoring, storing.ToString(), $"{where}: result");
        }
    }
}

/// <summary>Everything that the proposal store answers.</summary>
[VectorFile("06-proposal-store")]
internal sealed class ProposalStoreVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var store = new ProposalStore(vector.In.U32("capacity"), vector.In.Has("evicted") ? new LayerId(vector.In.U32("evicted")) : default);
        int index = 0;
        foreach (var (op, expected) in vector.In.GetProperty("ops").EnumerateArray().Zip(vector.Out.GetProperty("results").EnumerateArray()))
        {
            string where = $"operation {index++}";
            var layer = new LayerId(op.U32("layer"));
            switch (op.Text("do"))
            {
                case "on_layer":
                    store.OnLayer(layer);
                    break;
                case "add":
                    var storing = store.Add(GivenProposal.Of(layer, ProposalId.FromBytes(op.Hex("id"))));
                    string result = storing switch
                    {
                        ProposalStoring.Stored => "stored",
                        ProposalStoring.Exists => "exists",
                        _ => "layer evicted",
                    };
                    VectorCase.Equal(expected.Text("result"), result, $"{where}: result");
                    break;
                case "lookup":
                    CheckLookup(store, layer, ProposalId.FromBytes(op.Hex("id")), expected, where);
                    break;
                case var other:
                    throw new VectorMismatchException($"{where}: no operation {other}");
            }
        }
    }

    private static void CheckLookup(ProposalStore store, LayerId layer, ProposalId id, JsonElement expected, string where)
    {
        var many = store.GetMany(layer, [id]);
        VectorCase.Equal(expected.Flag("get"), store.TryGet(layer, id, out _), $"{where}: get");
        VectorCase.Equal(expected.Flag("has"), store.Has(layer, id), $"{where}: has");
        VectorCase.Equal(expected.Flag("get_many_null"), many is null, $"{where}: many null");
        VectorCase.Equal(expected.I32("get_many_count"), many?.Count ?? 0, $"{where}: many");
        VectorCase.Equal(expected.I32("layer_count"), store.OfLayer(layer).Count, $"{where}: of layer");
        VectorCase.Equal(expected.Flag("layer_evicted"), store.IsEvicted(layer), $"{where}: evicted");
    }
}
