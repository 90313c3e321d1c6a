using Spacemesh.Ports.Network;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>A network of one node, or of several that share it: each message passes the sender's handler, then those of the others.</summary>
internal sealed class FakeGossip
{
    private readonly List<Member> _members = [];

    public IGossip Join(string name)
    {
        var member = new Member(this, new PeerId(name));
        _members.Add(member);
        return member;
    }

    public void Leave(IGossip member) => _members.Remove((Member)member);

    private sealed class Member(FakeGossip network, PeerId id) : IGossip
    {
        private readonly Dictionary<string, GossipHandler> _handlers = [];

        public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1)
        {
            _handlers[topic] = handler;
            return new Subscription(() => _handlers.Remove(topic));
        }

        public async Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
        {
            var verdict = _handlers.TryGetValue(topic, out var own)
                ? await own(default, message, cancellationToken)
                : Verdict.Ignore("no handler");
            if (!verdict.IsAccept)
                throw new GossipRefusedException(topic, verdict);
            foreach (var other in network._members.Where(member => member != this).ToList())
            {
                if (other._handlers.TryGetValue(topic, out var handler))
                    await handler(id, message, cancellationToken);
            }
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
