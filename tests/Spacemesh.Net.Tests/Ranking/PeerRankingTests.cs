using Spacemesh.Net.Ranking;
using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Tests.Ranking;

/// <summary>The scenario table of spec 08 §7.3, and what the vectors leave out.</summary>
public sealed class PeerRankingTests
{
    [Theory]
    [InlineData("a:ok:8:0:1 b:ok:9:0:1 a:ok:14:0:3", "b a")]
    [InlineData("a:ok:8:0:2 b:ok:9:0:2", "a b")]
    [InlineData("a:fail:8:0:2 b:fail:9:0:2", "a b")]
    [InlineData("a:fail:8:0:2 a:ok:8:0:2 b:fail:9:0:2 b:ok:9:0:4", "b a")]
    [InlineData("a:ok:10:1000:2 b:ok:20:4000:2", "b a")]
    [InlineData("a:ok:0:0:100 b:ok:0:0:80 b:fail:0:0:20 c:ok:0:0:60 c:fail:0:0:40 d:ok:0:0:40 d:fail:0:0:60", "a b c d")]
    public void Peers_rank_by_speed_and_failures(string events, string order)
    {
        var ranking = new PeerRanking();
        foreach (string[] happened in events.Split(' ').Select(one => one.Split(':')))
        {
            ranking.Add(new PeerId(happened[0]));
            for (int i = 0; i < int.Parse(happened[4], null); i++)
                ranking.Note(new PeerId(happened[0]), happened[1] == "ok", TimeSpan.FromMilliseconds(int.Parse(happened[2], null)), long.Parse(happened[3], null));
        }

        Assert.Equal(order, string.Join(' ', ranking.Order()));
    }

    [Fact]
    public void A_peer_that_returns_starts_afresh()
    {
        var ranking = new PeerRanking();
        var peer = new PeerId("a");
        ranking.SetPeers([peer]);
        ranking.Note(peer, succeeded: true, TimeSpan.FromSeconds(1), 0);
        ranking.SetPeers([]);
        ranking.Note(peer, succeeded: true, TimeSpan.FromSeconds(1), 0);
        ranking.SetPeers([peer]);
        Assert.Equal((0, 0.0), (ranking.Standings()[0].Successes, ranking.Standings()[0].AverageNanoseconds));
        Assert.True(ranking.BestOf([new PeerId("b")]).IsNone);
    }
}
