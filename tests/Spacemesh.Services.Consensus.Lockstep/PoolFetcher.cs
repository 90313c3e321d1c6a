using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>Brings proposals that a node lacks, after a while.</summary>
internal sealed class PoolFetcher(ProposalPool pool, TimeProvider time) : IObjectFetcher
{
    public ProposalStore? Store { get; set; }

    public async Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300), time, cancellationToken);
        var failures = new Dictionary<Hash32, Verdict>();
        foreach (var id in ids)
        {
            if (pool.Find(id) is { } proposal)
                Store!.Add(proposal);
            else
                failures.Add(id, Verdict.Ignore("nobody has it"));
        }

        if (failures.Count > 0)
            throw new ObjectFetchException(kind, failures);
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
    }
}
