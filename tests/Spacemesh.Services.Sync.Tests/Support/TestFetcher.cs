using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>A small fetcher: hinted peers first, then all; checks what it gets and stores it. Counts what was stored and asked.</summary>
internal sealed class TestFetcher(IPeerRequests requests, IStateDatabase state) : IObjectFetcher
{
    private readonly Dictionary<Hash32, List<PeerId>> _hints = [];

    /// <summary>How often each object was brought in.</summary>
    public Dictionary<Hash32, int> Stored { get; } = [];

    /// <summary>Requests for objects.</summary>
    public int Requests { get; private set; }

    /// <summary>Peers that gave an object which is not what its id says; they are not asked any more.</summary>
    public HashSet<PeerId> Rejected { get; } = [];

    /// <summary>Hears every fetch before it begins.</summary>
    public Action? OnFetch { get; set; }

    /// <summary>Stands in for the intake of blocks; null where there are none to be had.</summary>
    public Action<BlockId>? OnBlock { get; set; }

    public async Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        OnFetch?.Invoke();
        if (kind == ObjectKind.Block && OnBlock is not null)
        {
            foreach (var id in ids)
                OnBlock(id.ToBlockId());
            return;
        }

        var failures = new Dictionary<Hash32, Verdict>();
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Has(kind, id) && !await FetchAsync(kind, id, cancellationToken))
                failures[id] = Verdict.Ignore("no peer has it");
        }

        if (failures.Count > 0)
            throw new ObjectFetchException(kind, failures);
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
        foreach (var id in ids)
        {
            if (_hints.TryGetValue(id, out var peers))
                peers.Add(peer);
            else
                _hints[id] = [peer];
        }
    }

    private bool Has(ObjectKind kind, Hash32 id) => kind switch
    {
        ObjectKind.Atx => state.Atxs.Contains(new AtxId(id.Value)),
        ObjectKind.Ballot => state.Ballots.Contains(id.ToBallotId()),
        ObjectKind.Malfeasance => state.MaliciousIdentities.Contains(new NodeId(id.Value)),
        _ => false,
    };

    private async Task<bool> FetchAsync(ObjectKind kind, Hash32 id, CancellationToken cancellationToken)
    {
        var order = _hints.GetValueOrDefault(id, []).Concat(requests.Peers).Distinct().Where(peer => !Rejected.Contains(peer)).ToList();
        foreach (var peer in order)
        {
            try
            {
                Requests++;
                var bytes = await requests.RequestAsync(peer, PeerProtocols.Objects, (byte[])[(byte)kind, .. id.ToArray()], cancellationToken);
                if (TryStore(kind, id, bytes))
                    return true;
                Rejected.Add(peer);
            }
            catch (PeerRequestException)
            {
                // The next one.
            }
        }

        return false;
    }

    private bool TryStore(ObjectKind kind, Hash32 id, ReadOnlyMemory<byte> bytes)
    {
        switch (kind)
        {
            case ObjectKind.Atx when bytes.Span.SequenceEqual(id.ToArray()):
                Rows.Add(state, new AtxId(id.Value));
                break;
            case ObjectKind.Malfeasance when bytes.Span.SequenceEqual(id.ToArray()):
                state.MaliciousIdentities.Add(new NodeId(id.Value), new byte[] { 1 }, 1);
                break;
            case ObjectKind.Ballot when TestChain.IdOf(bytes.Span) == id.ToBallotId() && Scale.TryDecode<Ballot>(bytes.Span, out var ballot, out _):
                state.Ballots.Add(id.ToBallotId(), ballot);
                break;
            default:
                return false;
        }

        Stored[id] = Stored.GetValueOrDefault(id) + 1;
        return true;
    }
}
