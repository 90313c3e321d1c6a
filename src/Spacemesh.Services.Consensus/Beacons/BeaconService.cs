using Spacemesh.AtxsData;
using Spacemesh.Beacons;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>
/// The beacon loop of a node (spec 05 §7): judges the four topics, runs each epoch's protocol by the layer clock, publishes the messages of
/// the node's smeshers, and gives the result to the <see cref="BeaconKeeper"/>. Where the protocol is switched off it only lets the keeper
/// forget old epochs. It tells the law of nothing itself; as an <see cref="IChainObserver"/> it listens for late ATXs.
/// </summary>
public sealed class BeaconService : IChainObserver
{
    /// <summary>Turns that wait. Who comes when it is full waits too; gossip makes no more wait than it judges at a time.</summary>
    private const int InboxCapacity = 1024;

    private static readonly Verdict NotSynced = Verdict.Ignore("not synced for gossip");
    private static readonly Verdict Closed = Verdict.Ignore("beacon protocol is closed");

    private readonly BeaconParts _parts;
    private readonly BeaconMachine _machine;
    private readonly Inbox _inbox = new("beacon", InboxCapacity);
    private readonly BeaconDuties _duties;
    private readonly LateAtxs _lateAtxs = new();
    private long _phaseBegan;

    /// <exception cref="InvalidOptionException">The options cannot work.</exception>
    public BeaconService(BeaconParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _machine = new BeaconMachine(parts.Options, parts.Clock.Network, parts.Source);
        _duties = new BeaconDuties(parts, _inbox, _machine);
    }

    /// <summary>
    /// Runs until it is cancelled; its owner calls it once. Any other end is an exception: a bug, or a store that fails.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_parts.Options.IsEnabled)
        {
            BeaconLog.Disabled(_parts.Log);
            await FollowEpochsAsync(
                (epoch, _) =>
                {
                    _parts.Keeper.EpochBegan(epoch);
                    return Task.CompletedTask;
                },
                cancellationToken);
            return;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var proposals = Subscribe(GossipTopics.BeaconProposal, BeaconTopic.Proposal, stopping.Token);
        using var firstVotes = Subscribe(GossipTopics.BeaconFirstVotes, BeaconTopic.FirstVotes, stopping.Token);
        using var followingVotes = Subscribe(GossipTopics.BeaconFollowingVotes, BeaconTopic.FollowingVotes, stopping.Token);
        using var coins = Subscribe(GossipTopics.BeaconWeakCoin, BeaconTopic.WeakCoin, stopping.Token);
        var turns = _inbox.RunAsync(stopping.Token);
        var epochs = FollowEpochsAsync(RunEpochAsync, stopping.Token);
        var ended = await Task.WhenAny(turns, epochs);
        Cancel(stopping);
        // The one that failed speaks; the other was cancelled because of it.
        await ended;
        await Task.WhenAll(turns, epochs);
    }

    /// <summary>An ATX of the running or the next epoch may come after the epoch's state was made.</summary>
    public void AtxAccepted(EpochId target, in AtxEntry atx)
    {
        if (!_parts.Options.IsEnabled || target < _parts.Clock.CurrentEpoch)
            return;
        _lateAtxs.Add(target, atx.Id);
        // Where the inbox is full, the next message takes them.
        _ = _inbox.TryAsk(TakeLateAtxs, out _);
    }

    void IChainObserver.IdentityMalicious(NodeId identity)
    {
        // Who is malicious is settled when an epoch's state is made.
    }

    void IChainObserver.BeaconChosen(EpochId epoch, Beacon beacon)
    {
        // Comes from here.
    }

    /// <summary>CancelAsync would run the callbacks on the thread pool, which leaves a simulation's scheduler; these only end waits.</summary>
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private IDisposable Subscribe(string name, BeaconTopic topic, CancellationToken stopping) =>
        _parts.Gossip.Subscribe(name, (_, message, cancellationToken) => JudgeAsync(name, topic, message, stopping, cancellationToken), _parts.Work.Parallelism);

    private async ValueTask<Verdict> JudgeAsync(string name, BeaconTopic topic, ReadOnlyMemory<byte> message, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (!_parts.Sync.ListensToGossip)
            return NotSynced;
        if (stopping.IsCancellationRequested)
            return Closed;
        var received = _parts.Time.GetUtcNow();
        try
        {
            var receipt = await _inbox.AskAsync(
                () =>
                {
                    TakeLateAtxs();
                    return _machine.Receive(topic, message.Span, received);
                },
                cancellationToken);
            if (receipt.Pending is not { } pending)
                return receipt.Verdict;
            if (Volatile.Read(ref _phaseBegan) is not 0 and var began)
                _parts.Instruments.Joining.BeaconMessageCame(name, _parts.Time.GetElapsedTime(began));
            if (pending.IsProposalOfMalicious)
                _parts.Instruments.Joining.BeaconProposalOfMalicious();
            bool authentic = await _parts.Work.RunAsync(_ => pending.IsAuthentic(_parts.Checks), WorkPriority.High, cancellationToken);
            return await _inbox.AskAsync(() => _machine.Complete(pending, authentic), cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Closed;
        }
    }

    /// <summary>How many counted.</summary>
    private int TakeLateAtxs()
    {
        int counted = 0;
        if (_lateAtxs.TakeDropped() is > 0 and var dropped)
            BeaconLog.AtxsDropped(_parts.Log, dropped);
        while (_lateAtxs.TryTake(out var target, out var id))
        {
            if (!_machine.Epochs.ContainsKey(target) || _parts.Source.Find(id) is not { } atx)
                continue;
            _machine.AtxAccepted(target, atx);
            counted++;
        }

        return counted;
    }

    /// <summary>Calls at the first layer of every epoch from the next one on; an epoch whose first layer was missed is skipped.</summary>
    private async Task FollowEpochsAsync(Func<EpochId, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var network = _parts.Clock.Network;
        var last = _parts.Clock.CurrentEpoch;
        var running = Task.CompletedTask;
        try
        {
            while (last.TryAdd(1, out var next) && network.TryFirstLayer(next, out var first))
            {
                var tick = _parts.Clock.WaitForAsync(first, cancellationToken);
                await Task.WhenAny(tick, running);
                if (running.IsCompleted)
                    await running;
                await tick;
                var layer = LayerId.Greater(_parts.Clock.Current, first);
                last = network.EpochOf(layer);
                if (!network.IsFirstInEpoch(layer))
                    BeaconLog.Missed(_parts.Log, last, layer);
                else
                    running = running.IsCompleted ? run(last, cancellationToken) : Task.WhenAll(running, run(last, cancellationToken));
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, _parts.Time, cancellationToken);
        }
        finally
        {
            // Nothing that was started outlives the loop; what ended it is on its way already.
            await Task.WhenAny(running);
        }
    }

    private async Task RunEpochAsync(EpochId epoch, CancellationToken cancellationToken)
    {
        bool synced = _parts.Sync.IsSynced;
        var step = await _inbox.AskAsync(() => _machine.Begin(epoch, synced, _parts.Time.GetUtcNow()), cancellationToken);
        if (!step.IsEnd)
            BeaconLog.Begun(_parts.Log, epoch);
        ulong weight = 0;
        while (!step.IsEnd)
        {
            weight = await _inbox.AskAsync(() => _machine.Epochs.TryGetValue(epoch, out var state) ? state.Weight : 0, cancellationToken);
            step = await RunPhaseAsync(step, cancellationToken);
        }

        if (step.Beacon is { } calculated)
            _parts.Instruments.Joining.BeaconCalculated(epoch.Target.ToString(), calculated.ToHex(), weight);
        if (step.Beacon is { } beacon)
            _parts.Keeper.Set(epoch.Target, beacon);
        else if (step.Failure is { } failure and not BeaconFailure.Genesis)
            BeaconLog.Failed(_parts.Log, epoch, failure);
        _parts.Keeper.EpochBegan(epoch);
    }

    /// <summary>Publishes while the phase lasts, then ends it.</summary>
    private async Task<BeaconStep> RunPhaseAsync(BeaconStep step, CancellationToken cancellationToken)
    {
        BeaconLog.PhaseBegun(_parts.Log, step.Epoch, step.Phase, step.Round, step.Due);
        Volatile.Write(ref _phaseBegan, _parts.Time.GetTimestamp());
        using var phase = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishing = _duties.DoAsync(step, phase.Token);
        if (step.Due - _parts.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left, _parts.Time, cancellationToken);
        Cancel(phase);
        try
        {
            await publishing;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            BeaconLog.Cut(_parts.Log, step.Phase, step.Round);
        }

        return await _inbox.AskAsync(() => _machine.Advance(_parts.Time.GetUtcNow()), cancellationToken);
    }
}
