using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>What one pruning run leaves (spec 10 §8).</summary>
[VectorFile("10-prune")]
internal sealed class PruneVectors : VectorSuite
{
    private const int Layers = 40;
    private const int Epochs = 15;

    public override void Check(VectorCase vector) => StateDatabases.Each(database =>
    {
        for (int layer = 1; layer <= Layers; layer++)
        {
            database.Certificates.Add(new LayerId((uint)layer), new Certificate(Ids.Of<BlockId>(layer), default));
            database.Transactions.LinkToProposal(Ids.Of<TransactionId>(layer), Ids.Of<ProposalId>(layer), new LayerId((uint)layer));
        }

        for (int epoch = 0; epoch < Epochs; epoch++)
            database.ActiveSets.Add(Ids.Of<Hash32>(epoch + 1), new EpochActiveSet(new EpochId((uint)epoch), ScaleList<AtxId>.Empty));

        var network = Ids.Network(vector.In.U32("layers_per_epoch"));
        var options = new PruneOptions { SafeDistance = vector.In.U32("hdist"), ActiveSetsFrom = new EpochId(vector.In.U32("from_epoch")), RowsPerStep = 7 };
        uint current = vector.In.U32("current");
        StatePruning.Run(database, network, new LayerId(current), options);

        // Below the distance the reference wraps around and prunes everything; this must not be copied (spec 10 §8).
        bool wraps = current < options.SafeDistance;
        Equal(wraps ? Enumerable.Range(1, Layers) : Numbers(vector.Out.GetProperty("certificates")), Enumerable.Range(1, Layers).Where(layer => database.Certificates.Certified(new LayerId((uint)layer)) is not null), "certificates");
        Equal(
            wraps ? Enumerable.Range(1, Layers) : Numbers(vector.Out.GetProperty("proposal_links")),
            Enumerable.Range(1, Layers).Where(layer => database.Transactions.IsInProposal(Ids.Of<TransactionId>(layer), Ids.Of<ProposalId>(layer))),
            "links");
        Equal(Numbers(vector.Out.GetProperty("active_sets")), Enumerable.Range(0, Epochs).Where(epoch => database.ActiveSets.Contains(Ids.Of<Hash32>(epoch + 1))), "active sets");
        VectorCase.Equal(
            vector.Out.I32("certificate_rows"),
            Enumerable.Range(1, Layers).Sum(layer => database.Certificates.InLayer(new LayerId((uint)layer)).Count),
            "certificate rows");
    });

    private static IEnumerable<int> Numbers(JsonElement array) => array.EnumerateArray().Select(number => number.GetInt32());

    private static void Equal(IEnumerable<int> expected, IEnumerable<int> actual, string what) =>
        VectorCase.Equal(string.Join(' ', expected), string.Join(' ', actual), what);
}
