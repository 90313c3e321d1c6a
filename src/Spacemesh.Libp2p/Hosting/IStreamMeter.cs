using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Is told of every byte on the streams of a host. Called from any thread.</summary>
public interface IStreamMeter
{
    void Received(PeerId peer, string protocol, int bytes);

    void Sent(PeerId peer, string protocol, int bytes);
}
