using Spacemesh.Ports.Network;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Sync.Peers;

/// <summary>Picks peers to ask: the best ones that are not known for lies; liars only where there is nobody else.</summary>
public sealed class PeerChoice(IPeerRequests requests, PeerTrust trust, IRandomSource random)
{
    /// <summary>The peers of a round of layer data, opinions or malicious ids (spec 08 §8.5, §11.2).</summary>
    public const int UsualCount = 5;

    public bool HasPeers => requests.Peers.Count > 0;

    /// <summary>The best peers, in no order.</summary>
    public IReadOnlyList<PeerId> Best(int count)
    {
        var chosen = Trusted().Take(count).ToArray();
        Shuffle(chosen);
        return chosen;
    }

    /// <summary>
    /// The best peers and one more by chance, best first: peers that made themselves the best ones cannot hide something among themselves.
    /// </summary>
    public IReadOnlyList<PeerId> BestAndOne(int count)
    {
        var peers = Trusted();
        var chosen = peers.Take(count).ToList();
        if (peers.Count > count)
            chosen.Add(peers[count + random.Next(peers.Count - count)]);
        return chosen;
    }

    private IReadOnlyList<PeerId> Trusted()
    {
        var all = requests.Peers;
        var trusted = all.Where(peer => !trust.IsLiar(peer)).ToList();
        return trusted.Count > 0 ? trusted : all;
    }

    private void Shuffle(PeerId[] peers)
    {
        for (int i = peers.Length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (peers[i], peers[other]) = (peers[other], peers[i]);
        }
    }
}
