using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Sends requests: one stream a peer, kept open, one request at a time on it. One lock.</summary>
internal sealed class KadClient(Host host, KademliaOptions options)
{
    private const int MaximumMessage = 4 << 20;

    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, Line> _lines = [];

    /// <exception cref="Libp2pException">The peer cannot be reached or does not answer in time.</exception>
    public async Task<KadMessage> RequestAsync(PeerId peer, KadMessage request, CancellationToken cancellationToken) =>
        (await ExchangeAsync(peer, request, expectsAnswer: true, cancellationToken))!;

    /// <exception cref="Libp2pException">The peer cannot be reached.</exception>
    public async Task SendAsync(PeerId peer, KadMessage message, CancellationToken cancellationToken) =>
        await ExchangeAsync(peer, message, expectsAnswer: false, cancellationToken);

    public void Forget(PeerId peer)
    {
        lock (_entry)
        {
            _lines.Remove(peer);
        }
    }

    private async Task<KadMessage?> ExchangeAsync(PeerId peer, KadMessage message, bool expectsAnswer, CancellationToken cancellationToken)
    {
        if (host.StateOf(peer) != ConnectionState.Connected)
            await host.ConnectAsync(new PeerAddress(peer, []), cancellationToken);
        Line line;
        lock (_entry)
        {
            if (!_lines.TryGetValue(peer, out line!))
                _lines.Add(peer, line = new Line());
        }

        await line.Turn.WaitAsync(cancellationToken);
        try
        {
            bool reused = line.Stream is not null;
            try
            {
                return await ExchangeAsync(line, peer, message, expectsAnswer, cancellationToken);
            }
            catch (Libp2pException exception) when (reused && exception.Fault is Libp2pFault.StreamReset or Libp2pFault.UnexpectedEnd or Libp2pFault.ConnectionClosed)
            {
                // The peer closed the idle stream.
                return await ExchangeAsync(line, peer, message, expectsAnswer, cancellationToken);
            }
        }
        finally
        {
            line.Turn.Release();
        }
    }

    private async Task<KadMessage?> ExchangeAsync(Line line, PeerId peer, KadMessage message, bool expectsAnswer, CancellationToken cancellationToken)
    {
        line.Stream ??= await host.OpenStreamAsync(peer, [options.Protocol], cancellationToken: cancellationToken);
        var stream = line.Stream;
        try
        {
            stream.SetDeadline(options.RequestTimeout);
            await stream.WriteFrameAsync(message.Encode(), cancellationToken);
            if (!expectsAnswer)
            {
                stream.SetDeadline(null);
                return null;
            }

            byte[] frame = await stream.ReadFrameAsync(MaximumMessage, cancellationToken)
                ?? throw new Libp2pException(Libp2pFault.UnexpectedEnd, $"{peer} ended the stream without an answer");
            stream.SetDeadline(null);
            var answer = KadMessage.Decode(frame);
            return answer is not null && answer.Type == message.Type ? answer : throw new Libp2pException(Libp2pFault.ProtocolViolation, $"the answer of {peer} cannot be read");
        }
        catch
        {
            line.Stream = null;
            stream.Abort();
            throw;
        }
    }

    private sealed class Line
    {
        public AsyncSemaphore Turn { get; } = new(1);

        public P2pStream? Stream { get; set; }
    }
}
