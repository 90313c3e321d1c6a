using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Activation;

/// <summary>Chooses positioning and commitment ATXs (spec 04 §4.5, §5.3). One search at a time.</summary>
public sealed class PositioningAtxs(ActivationPorts ports, ActivationOptions options, IAtxChains chains) : IPositioningAtxs
{
    private readonly AsyncSemaphore _search = new(1);
    private (EpochId PublishEpoch, AtxId Found)? _last;

    private AtxId Golden => ports.Clock.Network.GoldenAtx;

    public async Task<AtxId> ChooseAsync(EpochId publishEpoch, NodeId smesher, AtxId? previous, CancellationToken deadline, CancellationToken cancellationToken = default)
    {
        var found = await FindAsync(publishEpoch, smesher, deadline, cancellationToken);
        if (previous is not { } own)
            return found;
        if (found == Golden)
            return own;
        return HeightOf(own) >= HeightOf(found) ? own : found;
    }

    public async Task<AtxId> FindCommitmentAsync(CancellationToken cancellationToken = default)
    {
        await _search.WaitAsync(cancellationToken);
        try
        {
            return await SearchAsync(ports.Database.Atxs.LatestEpoch(), null, CancellationToken.None, cancellationToken) ?? Golden;
        }
        finally
        {
            _search.Release();
        }
    }

    private async Task<AtxId> FindAsync(EpochId publishEpoch, NodeId smesher, CancellationToken deadline, CancellationToken cancellationToken)
    {
        await _search.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && last.PublishEpoch == publishEpoch)
                return last.Found;
            var latest = ports.Database.Atxs.LatestEpoch();
            var searched = publishEpoch.TrySub(1, out var before) ? EpochId.Smaller(latest, before) : latest;
            var found = await SearchAsync(searched, smesher, deadline, cancellationToken) ?? Golden;
            _last = (publishEpoch, found);
            return found;
        }
        finally
        {
            _search.Release();
        }
    }

    /// <summary>The highest ATX published in an epoch whose chain is valid; null where the deadline passes or there is none.</summary>
    private async Task<AtxId?> SearchAsync(EpochId published, NodeId? trusted, CancellationToken deadline, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancellationToken);
        var trust = new AtxTrust(trusted, options.PostValidDelay is { } delay ? BackFrom(ports.Time.GetUtcNow(), delay) : null);
        foreach (var candidate in ports.Cache.HighTicks(published.Target))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested)
                return null;
            try
            {
                if (await chains.FindInvalidAsync(candidate.Id, trust, either.Token) is null)
                    return candidate.Id;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
            {
                return null;
            }
            catch (StorageException)
            {
                // A chain that cannot be read is not chosen; the next lower ATX may be.
            }
        }

        return null;
    }

    private ulong HeightOf(AtxId id) => ports.Database.Atxs.Find(id)?.TickHeight ?? 0;

    private static DateTimeOffset BackFrom(DateTimeOffset now, TimeSpan delay) =>
        now.UtcTicks - DateTimeOffset.MinValue.UtcTicks <= delay.Ticks ? DateTimeOffset.MinValue : now - delay;
}
