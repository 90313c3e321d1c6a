using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// Keeps an identity from working in two places. Where the signing record tells all that was signed (an ordinary restart), everyone signs
/// at once. Where it does not, each identity listens for whole layers for its own key at work elsewhere, telling that it is here, and
/// signs only when nobody answers. A key seen at work elsewhere is refused for good. One lock, never held while calling out.
/// </summary>
public sealed partial class DoppelgangerWatch : IOwnKeyObserver
{
    /// <summary>Topic of <see cref="PresenceMessage"/>s.</summary>
    public const string Topic = "smnet-presence1";

    /// <summary>Presence messages of one identity and layer that are passed on; more are noise.</summary>
    private const int PassedOnALayer = 4;

    private readonly Lock _lock = new();
    private readonly DoppelgangerOptions _options;
    private readonly SigningRecord _record;
    private readonly LayerClock _clock;
    private readonly IGossip _gossip;
    private readonly ISyncStatus _sync;
    private readonly IEventSink _events;
    private readonly EdVerifier _verifier;
    private readonly Func<NodeId, bool> _isKnown;
    private readonly ILogger _log;
    private readonly UInt128 _instance;
    private readonly LayerId _begin;
    private readonly bool _listens;
    private readonly Dictionary<NodeId, Guard> _guards = [];
    private readonly Dictionary<NodeId, int> _passedOn = [];
    private LayerId _passedOnLayer;

    /// <param name="options">How to look out.</param>
    /// <param name="record">What the keys signed.</param>
    /// <param name="clock">Layers.</param>
    /// <param name="gossip">Where presence is told and heard.</param>
    /// <param name="sync">Layers without gossip do not count as listened to.</param>
    /// <param name="events">Told of a key at work elsewhere.</param>
    /// <param name="isKnown">Whether an identity has an ATX that counts: presence of others is passed on for these only.</param>
    /// <param name="random">Tells this start of the node from others.</param>
    /// <param name="log">For the log.</param>
    public DoppelgangerWatch(
        DoppelgangerOptions options, SigningRecord record, LayerClock clock, IGossip gossip, ISyncStatus sync, IEventSink events,
        Func<NodeId, bool> isKnown, IRandomSource random, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(random);
        _options = options;
        _record = record;
        _clock = clock;
        _gossip = gossip;
        _sync = sync;
        _events = events;
        _isKnown = isKnown;
        _log = log;
        _verifier = new EdVerifier(clock.Network.GenesisId);
        _instance = new UInt128(random.NextUInt64(), random.NextUInt64());
        _begin = clock.Current;
        _listens = options.Enabled && record.State != SigningRecordState.Fresh;
    }

    /// <summary>Whether identities listen before they sign.</summary>
    public bool Listens => _listens;

    public bool IsOwn(NodeId identity)
    {
        lock (_lock)
            return _guards.ContainsKey(identity);
    }

    /// <summary>Why an identity may not sign for a slot now; null where it may.</summary>
    public string? WhyHeldBack(NodeId identity)
    {
        lock (_lock)
        {
            if (!_guards.TryGetValue(identity, out var guard))
                return null;
            return guard.Refusal ?? (guard.Free ? null
                : $"the signing record is {Describe(_record.State)}, so it listens {_options.ListenLayers} layers for its key at work elsewhere first");
        }
    }

    public void Seen(NodeId identity, SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot)
    {
        if (!_options.Enabled || !IsOwn(identity) || slot.Kind == SigningSlotKind.Unbound)
            return;
        if (_record.Holds(identity, slot, domain, message) == true)
            return;
        // What is older than this start is our own past, from before a reset or on another machine: it takes its slot.
        bool past = slot.Kind is SigningSlotKind.Atx or SigningSlotKind.BeaconVotes || slot.Number <= _begin.Value;
        if (past)
        {
            if (_record.Import(identity, slot, domain, message))
                LogImported(_log, identity, slot);
            return;
        }

        Refuse(identity, $"another node signed with its key (the {slot}): run each key on one node only, remove it from one of them and restart the other");
    }

    /// <summary>Listens, tells that the keys are here, and frees those that nobody else uses. Runs as long as the node.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
            return;
        using var subscription = _gossip.Subscribe(Topic, HandleAsync);
        var ticks = _clock.Ticks(_clock.Current.AddSaturating(1));
        uint listened = 0;
        bool heardBegin = false;
        try
        {
            while (true)
            {
                var tick = await ticks.NextAsync(cancellationToken);
                // A whole layer counts when gossip was heard from its begin to its end and the machine did not sleep.
                if (heardBegin && tick.Missed == 0 && _sync.ListensToGossip)
                    listened++;
                heardBegin = _sync.ListensToGossip;
                if (listened >= _options.ListenLayers)
                    Release();
                await TellAsync(tick.Layer, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    internal void Register(ISigner signer)
    {
        lock (_lock)
            _guards.Add(signer.NodeId, new Guard(signer) { Free = !_listens });
        if (_listens)
            LogListens(_log, signer.NodeId, Describe(_record.State), _options.ListenLayers);
    }

    private static string Describe(SigningRecordState state) => state switch
    {
        SigningRecordState.Absent => "new",
        SigningRecordState.Stale => "old",
        SigningRecordState.Foreign => "from another machine",
        SigningRecordState.Damaged => "damaged",
        _ => "up to date",
    };

    private void Release()
    {
        lock (_lock)
        {
            foreach (var guard in _guards.Values)
                guard.Free = true;
        }
    }

    private void Refuse(NodeId identity, string reason)
    {
        lock (_lock)
        {
            if (!_guards.TryGetValue(identity, out var guard) || guard.Refusal is not null)
                return;
            guard.Refusal = reason;
        }

        LogRefused(_log, identity, reason);
        _events.Publish(new IdentityHeldBack(identity, reason));
    }

    /// <summary>Tells that the listening keys are here, and that the working ones are where somebody asked.</summary>
    private async Task TellAsync(LayerId layer, CancellationToken cancellationToken)
    {
        List<(ISigner Signer, bool Works)> speakers;
        lock (_lock)
        {
            speakers = [.. _guards.Values.Where(guard => guard.Refusal is null && (!guard.Free || guard.Asked)).Select(guard => (guard.Signer, guard.Free))];
            foreach (var guard in _guards.Values)
                guard.Asked = false;
        }

        foreach (var (signer, works) in speakers)
        {
            var message = new PresenceMessage(signer.NodeId, _instance, layer, works, default);
            message = message with { Signature = signer.Sign(PresenceMessage.Domain, message.SignedBytes(), SigningSlot.Unbound) };
            try
            {
                await _gossip.PublishAsync(Topic, message.Write(), cancellationToken);
            }
            catch (GossipRefusedException exception)
            {
                LogNotTold(_log, exception, signer.NodeId);
            }
        }
    }

    private ValueTask<Verdict> HandleAsync(PeerId from, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!PresenceMessage.TryRead(bytes.Span, out var message))
            return ValueTask.FromResult(Verdict.Reject("malformed presence"));
        var now = _clock.Current;
        if (message.Layer > now.AddSaturating(1) || message.Layer.AddSaturating(1) < now)
            return ValueTask.FromResult(Verdict.Ignore("presence of another layer"));
        var identity = message.Identity;
        bool own = IsOwn(identity);
        if (!own && !MayPassOn(identity, now))
            return ValueTask.FromResult(Verdict.Ignore("presence of an unknown identity, or one too many"));
        var signature = message.Signature;
        if (!_verifier.Verify(PresenceMessage.Domain, in identity, message.SignedBytes(), in signature))
            return ValueTask.FromResult(Verdict.Reject("bad signature"));
        // What an earlier start of this very node said may come round again; nothing of it is later than our begin.
        if (own && message.Instance != _instance && message.Layer > _begin)
            Meet(message);
        return ValueTask.FromResult(Verdict.Accept);
    }

    /// <summary>Two nodes with one key: who works goes on; of two listeners the one with the smaller instance does; two workers both stop.</summary>
    private void Meet(PresenceMessage other)
    {
        bool free;
        lock (_lock)
        {
            var guard = _guards[other.Identity];
            free = guard.Free;
            guard.Asked = true;
        }

        if (other.Works || (!free && other.Instance < _instance))
            Refuse(other.Identity, "another node is running with its key: run each key on one node only, remove it from one of them and restart the other");
    }

    private bool MayPassOn(NodeId identity, LayerId layer)
    {
        if (!_isKnown(identity))
            return false;
        lock (_lock)
        {
            if (_passedOnLayer != layer)
            {
                _passedOnLayer = layer;
                _passedOn.Clear();
            }

            int count = _passedOn.GetValueOrDefault(identity);
            _passedOn[identity] = count + 1;
            return count < PassedOnALayer;
        }
    }

    [LoggerMessage(10110, LogLevel.Warning, "{Smesher}: the signing record is {State}; it listens {Layers} layers for its key at work elsewhere before it signs (--smeshing-doppelganger-protection)")]
    private static partial void LogListens(ILogger log, NodeId smesher, string state, uint layers);

    [LoggerMessage(10111, LogLevel.Information, "{Smesher}: an own message for the {Slot} was found on the network and put on record")]
    private static partial void LogImported(ILogger log, NodeId smesher, SigningSlot slot);

    [LoggerMessage(10112, LogLevel.Critical, "{Smesher} DOES NOT SIGN ANY MORE: {Reason}")]
    private static partial void LogRefused(ILogger log, NodeId smesher, string reason);

    [LoggerMessage(10113, LogLevel.Debug, "presence of {Smesher} was not told")]
    private static partial void LogNotTold(ILogger log, Exception exception, NodeId smesher);

    private sealed class Guard(ISigner signer)
    {
        public ISigner Signer { get; } = signer;

        /// <summary>May sign.</summary>
        public bool Free { get; set; }

        /// <summary>Another node with the key spoke since the last layer.</summary>
        public bool Asked { get; set; }

        public string? Refusal { get; set; }
    }
}
