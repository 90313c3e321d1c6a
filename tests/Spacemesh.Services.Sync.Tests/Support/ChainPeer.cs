using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Simulation.Network;
using Spacemesh.Wire;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>A peer that serves a chain. Objects come over <see cref="TestFetcher"/>'s own request: kind, then id.</summary>
internal sealed class ChainPeer
{
    private readonly TestChain _chain;

    public ChainPeer(SimulatedNode place, TestChain chain)
    {
        (Place, _chain) = (place, chain);
        Serve(PeerProtocols.EpochAtxs, request => Scale.Encode(new EpochAtxIds([.. _chain.Atxs.GetValueOrDefault(new EpochId(Number(request)), []), .. Fakes("atx", FakeAtxs)])));
        Serve(PeerProtocols.LayerData, request => Scale.Encode(new LayerData(
            [.. _chain.Layers.GetValueOrDefault(new LayerId(Number(request)), []), .. Fakes($"ballot {Number(request)}", FakeBallots).Select(id => new Hash32(id.Value).ToBallotId())])));
        Serve(PeerProtocols.MaliciousIds, _ => Scale.Encode(new MaliciousIds([.. _chain.Malicious, .. Fakes("node", FakeMalicious).Select(id => new NodeId(id.Value))])));
        Serve(PeerProtocols.Opinion, request => Opinion(request.Span));
        Serve(PeerProtocols.MeshHashes, request => Hashes(request.Span));
        Serve(PeerProtocols.Objects, request => Object(request.Span));
    }

    public SimulatedNode Place { get; }

    /// <summary>Ids in its lists that nobody has.</summary>
    public int FakeAtxs { get; set; }

    public int FakeBallots { get; set; }

    public int FakeMalicious { get; set; }

    /// <summary>Whether it serves objects at all.</summary>
    public bool ServesObjects { get; set; } = true;

    /// <summary>Its hash of the layer before; null for its chain's.</summary>
    public Func<LayerId, Hash32>? Hash { get; set; }

    /// <summary>What it says of certificates: opinion or certificate; null for none.</summary>
    public Func<LayerId, BlockId?, byte[]?>? Certificate { get; set; }

    public Dictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    private static uint Number(ReadOnlyMemory<byte> request)
    {
        var reader = new ScaleReader(request.Span);
        return reader.C32("number");
    }

    private IEnumerable<AtxId> Fakes(string kind, int count) => Enumerable.Range(0, count).Select(i => new AtxId(TestChain.Id($"fake {Place.Id} {kind} {i}").Value));

    private Hash32 HashOf(LayerId layer) => Hash?.Invoke(layer) ?? _chain.HashOf(layer);

    private void Serve(string protocol, Func<ReadOnlyMemory<byte>, byte[]> answer) => Place.Requests.Serve(protocol, (_, request, _) =>
    {
        Asked[protocol] = Asked.GetValueOrDefault(protocol) + 1;
        return new ValueTask<ReadOnlyMemory<byte>>(answer(request));
    });

    private byte[] Opinion(ReadOnlySpan<byte> request) =>
        Scale.TryDecode<OpinionRequest>(request, out var asked, out _) && Certificate?.Invoke(asked.Layer, asked.Block) is { } certified ? certified
            : asked.Block is null && asked.Layer.TrySub(1, out var before)
            ? Scale.Encode(new LayerOpinion(HashOf(before), null))
            : throw new PeerRequestException(PeerRequestFailure.PeerError, "not found");

    private byte[] Hashes(ReadOnlySpan<byte> request)
    {
        Scale.TryDecode<MeshHashRequest>(request, out var asked, out _);
        var hashes = new List<Hash32>();
        for (uint layer = asked.From.Value; layer < asked.To.Value; layer += asked.Step)
            hashes.Add(HashOf(new LayerId(layer)));
        hashes.Add(HashOf(asked.To));
        return Scale.Encode(new MeshHashes([.. hashes]));
    }

    private byte[] Object(ReadOnlySpan<byte> request)
    {
        var kind = (ObjectKind)request[0];
        var id = Hash32.FromBytes(request[1..]);
        byte[]? found = !ServesObjects ? null : kind switch
        {
            ObjectKind.Atx => _chain.Atxs.Values.Any(ids => ids.Contains(new AtxId(id.Value))) ? id.ToArray() : null,
            ObjectKind.Ballot => _chain.Ballots.GetValueOrDefault(id.ToBallotId()),
            ObjectKind.Malfeasance => _chain.Malicious.Contains(new NodeId(id.Value)) ? id.ToArray() : null,
            _ => null,
        };
        return found ?? throw new PeerRequestException(PeerRequestFailure.PeerError, "not found");
    }
}
