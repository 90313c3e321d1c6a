using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Agreement;

/// <summary>
/// The hare loop of a node (spec 05 §5.1, §5.7, §6): begins a session with every layer for all smeshers of the node together, judges the
/// gossip of every rule set of the schedule, serves the full exchange. Everything that sessions share is touched in the hare inbox only.
/// Nothing runs before <see cref="RunAsync"/>.
/// </summary>
public sealed class HareService
{
    /// <summary>Turns in the hare inbox. Gossip that comes when it is full is ignored; everything else waits.</summary>
    public const int InboxCapacity = 4096;

    /// <summary>Messages of a topic that are judged at a time: enough to keep a work pool busy, too few to fill the inbox.</summary>
    private const int Concurrency = 64;

    private readonly HareParts _parts;
    private readonly Inbox _inbox = new("hare", InboxCapacity);
    private readonly FullExchange _exchange = new();
    private readonly List<HareTopic> _topics = [];
    private bool _began;

    public HareService(HareParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        foreach (var rules in parts.Schedule.Rules.Where(rules => rules.Enabled))
            _topics.Add(new HareTopic(parts, rules, _inbox, _exchange));
    }

    /// <summary>Runs until it is cancelled. What goes wrong inside comes out: then the node has to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_began)
            throw new InvalidOperationException("the hare loop runs once");
        _began = true;
        var subscriptions = new List<IDisposable>();
        var tasks = new TaskSet(cancellationToken);
        try
        {
            foreach (var topic in _topics)
                subscriptions.Add(_parts.Gossip.Subscribe(topic.Rules.Topic, topic.JudgeAsync, Concurrency));
            if (_topics.Exists(topic => topic.Rules.Format.Compacts))
                subscriptions.Add(_parts.Requests.Serve(FullExchange.Protocol, ServeAsync));
            tasks.Add(_inbox.RunAsync);
            tasks.Add(stopping => FollowLayersAsync(tasks, stopping));
            await tasks.WhenEndedAsync(cancellationToken);
        }
        finally
        {
            subscriptions.ForEach(subscription => subscription.Dispose());
        }
    }

    /// <summary>
    /// Every layer in its order, those that passed while the machine slept too: their rounds run back to back, for all deadlines have passed.
    /// </summary>
    private async Task FollowLayersAsync(TaskSet tasks, CancellationToken cancellationToken)
    {
        var first = LayerId.Greater(_parts.Clock.Current, _parts.Oracle.Network.EffectiveGenesis).AddSaturating(1);
        ConsensusLog.HareStarts(_parts.Log, first);
        for (var layer = first; ; layer = layer.Add(1))
        {
            await _parts.Clock.WaitForAsync(layer, cancellationToken);
            await BeginAsync(layer, tasks, cancellationToken);
            if (layer == LayerId.Max)
                return;
        }
    }

    private async Task BeginAsync(LayerId layer, TaskSet tasks, CancellationToken cancellationToken)
    {
        _parts.Proposals.OnLayer(layer);
        await _inbox.TellAsync(() => _exchange.OnLayer(layer), cancellationToken);
        if (_topics.Find(topic => topic.Rules.Covers(layer)) is not { } topic)
            return;
        if (!_parts.Sync.IsSynced)
        {
            ConsensusLog.NoSession(_parts.Log, layer, "the node is not synced");
            return;
        }

        if (_parts.State.Beacons.Find(_parts.Oracle.Network.EpochOf(layer)) is not { } beacon || beacon == default)
        {
            ConsensusLog.NoSession(_parts.Log, layer, "the beacon of the epoch is not known");
            return;
        }

        _parts.Patrol.SetHareInCharge(layer);
        var session = new HareSession(topic.Rules, layer, beacon);
        var signers = _parts.Signers.All;
        await _inbox.TellAsync(() => topic.Intake.Register(session), cancellationToken);
        _parts.Instruments.Hare(topic.Rules.Format.Compacts).SessionIs("started");
        tasks.Add(stopping => new SessionDriver(_parts, topic, _inbox, session, signers).RunAsync(stopping));
    }

    private async ValueTask<ReadOnlyMemory<byte>> ServeAsync(PeerId from, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        _parts.Instruments.Compacts.ListServed();
        byte[]? response = await _inbox.AskAsync(() => _exchange.TryServe(request.Span, out byte[]? found) ? found : null, cancellationToken);
        if (response is null)
            _parts.Instruments.Compacts.ListUnknown();
        return response ?? throw new InvalidOperationException("no such message, or none that can be served");
    }
}
