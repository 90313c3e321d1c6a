using Spacemesh.AtxsData;
using Spacemesh.Hare;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A node's gossip, with a record of the hare messages that the node judged and of its rounds at the time.</summary>
internal sealed class WatchedGossip(IGossip inner, HareSchedule schedule, LayerClock clock, TimeProvider time, ConsensusCache atxs) : IGossip
{
    private readonly Dictionary<LayerId, uint> _last = [];

    /// <summary>What was accepted from a smesher in one round, in its order.</summary>
    public Dictionary<(LayerId Layer, IterRound Round, NodeId Sender), List<HeardMessage>> Heard { get; } = [];

    /// <summary>What was not accepted, by the hash of the body.</summary>
    public Dictionary<Hash32, RefusedMessage> Refused { get; } = [];

    /// <summary>When the node hears of its result in a layer: it takes part for one more iteration.</summary>
    public void Agreed(LayerId layer) => _last[layer] = Now(schedule.At(layer)!, layer).Absolute + 6;

    /// <summary>The last round that the node executes in a layer; later messages find no session.</summary>
    public uint LastRound(LayerId layer) => _last.TryGetValue(layer, out uint last) ? last : new IterRound(schedule.At(layer)!.IterationsLimit, HareRound.Hardlock).Absolute;

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1)
    {
        if (schedule.Rules.FirstOrDefault(rules => rules.Topic == topic) is not { } rules)
            return inner.Subscribe(topic, handler, concurrency);
        return inner.Subscribe(
            topic,
            async (from, bytes, cancellationToken) =>
            {
                if (!rules.Format.TryDecode(bytes.Span, out var message, out _))
                    return await handler(from, bytes, cancellationToken);
                bool liar = atxs.IsMalicious(message.Sender);
                var before = time.GetUtcNow();
                var verdict = await handler(from, bytes, cancellationToken);
                bool waited = time.GetUtcNow() > before;
                var id = rules.Format.HashBody(message);
                if (verdict.IsAccept)
                    Note(new HeardMessage(message, id, Now(rules, message.Layer), liar, from, waited));
                else
                    Refused.TryAdd(id, new RefusedMessage(from, verdict, waited));
                return verdict;
            },
            concurrency);
    }

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        inner.PublishAsync(topic, message, cancellationToken);

    private void Note(HeardMessage heard)
    {
        var key = (heard.Message.Layer, heard.Message.Round, heard.Message.Sender);
        if (!Heard.TryGetValue(key, out var all))
            Heard.Add(key, all = []);
        all.Add(heard);
    }

    /// <summary>The round that comes next by the node's clock: the session itself is not asked.</summary>
    private IterRound Now(HareOptions rules, LayerId layer)
    {
        var since = time.GetUtcNow() - clock.StartOf(layer) - rules.PreroundDelay;
        if (since < TimeSpan.Zero)
            return new IterRound(0, HareRound.Preround);
        long absolute = 2 + (since.Ticks / rules.RoundDuration.Ticks);
        long iteration = (absolute - 1) / 7;
        return new IterRound((byte)iteration, (HareRound)(absolute - (7 * iteration)));
    }
}
