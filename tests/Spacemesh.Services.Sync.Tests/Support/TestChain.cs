using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Wire;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>What a network has: ATXs by epoch, ballots by layer, malicious identities, aggregated hashes.</summary>
internal sealed class TestChain
{
    public Dictionary<EpochId, List<AtxId>> Atxs { get; } = [];

    public Dictionary<LayerId, List<BallotId>> Layers { get; } = [];

    public Dictionary<BallotId, byte[]> Ballots { get; } = [];

    public List<NodeId> Malicious { get; } = [];

    /// <summary>Makes a chain: some ATXs an epoch from <paramref name="firstEpoch"/> on, some ballots a layer, every seventh layer empty.</summary>
    public static TestChain Make(uint firstEpoch, uint lastEpoch, int atxs, uint firstLayer, uint lastLayer, int ballots, string name = "")
    {
        var chain = new TestChain();
        for (uint epoch = firstEpoch; epoch <= lastEpoch; epoch++)
            chain.Atxs[new EpochId(epoch)] = [.. Enumerable.Range(0, atxs).Select(i => new AtxId(Id($"{name}atx {epoch} {i}").Value))];
        for (uint layer = firstLayer; layer <= lastLayer; layer++)
        {
            if (layer % 7 == 0)
                continue;
            for (int i = 0; i < ballots; i++)
                chain.AddBallot(new LayerId(layer), $"{name}{i}");
        }

        return chain;
    }

    public static Hash32 Id(string name) => Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>The hash that a node with this chain has of a layer.</summary>
    public Hash32 HashOf(LayerId layer)
    {
        var hasher = new Blake3Hasher();
        foreach (var (of, ballots) in Layers.Where(entry => entry.Key <= layer).OrderBy(entry => entry.Key))
        {
            hasher.Update(BitConverter.GetBytes(of.Value));
            foreach (var ballot in ballots.Order())
                hasher.Update(BallotId.Span(ballot));
        }

        return hasher.Finish();
    }

    public BallotId AddBallot(LayerId layer, string name)
    {
        var inner = new InnerBallot(layer, new AtxId(Id(name).Value), Id($"opinion {layer} {name}"), default, null);
        byte[] bytes = Scale.Encode(new Ballot(inner, default, new NodeId(Id(name).Value), new Votes(default, default, default, default), default, default));
        var id = IdOf(bytes);
        Ballots[id] = bytes;
        if (Layers.TryGetValue(layer, out var ballots))
            ballots.Add(id);
        else
            Layers[layer] = [id];
        return id;
    }

    /// <summary>In these tests a ballot's id is the hash of its bytes.</summary>
    public static BallotId IdOf(ReadOnlySpan<byte> bytes) => Blake3.Hash(bytes).ToBallotId();
}
