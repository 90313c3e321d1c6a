using Spacemesh.Ports.Network;

namespace Spacemesh.Simulation.Network.Tests;

public sealed class RequestTests
{
    private static readonly byte[] Question = [1, 2, 3];

    [Fact]
    public void An_answer_comes_back_after_both_delays()
    {
        var given = new GivenNetwork(2, new LinkConditions { MinDelay = TimeSpan.FromSeconds(1) });
        given.Nodes[1].Requests.Serve("p", (from, request, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>((byte[])[.. request.Span, (byte)from.Text.Length]));
        Assert.Equal([1, 2, 3, 2], Ask(given).ToArray());
        Assert.Equal(TimeSpan.FromSeconds(2), given.Scheduler.Elapsed);
    }

    [Fact]
    public void An_error_of_the_server_reaches_the_client_as_its_text()
    {
        var given = new GivenNetwork(2);
        given.Nodes[1].Requests.Serve("p", (_, _, _) => throw new PeerRequestException(PeerRequestFailure.Malformed, "nonsense"));
        var exception = Assert.Throws<PeerRequestException>(() => Ask(given));
        Assert.Equal(PeerRequestFailure.PeerError, exception.Failure);
        Assert.Equal("peer error: nonsense", exception.Message);
    }

    [Fact]
    public void A_server_that_fails_or_does_not_know_the_protocol_closes_the_stream()
    {
        var given = new GivenNetwork(2);
        Assert.Equal(PeerRequestFailure.NoAnswer, Assert.Throws<PeerRequestException>(() => Ask(given)).Failure);
        given.Nodes[1].Requests.Serve("p", (_, _, _) => throw new InvalidOperationException());
        Assert.Equal(PeerRequestFailure.NoAnswer, Assert.Throws<PeerRequestException>(() => Ask(given)).Failure);
    }

    [Fact]
    public void A_lost_request_ends_after_the_timeout()
    {
        var given = new GivenNetwork(2, LinkConditions.Good with { Loss = 1 });
        given.Nodes[1].Requests.Serve("p", (_, request, _) => ValueTask.FromResult(request));
        Assert.Equal(PeerRequestFailure.NoAnswer, Assert.Throws<PeerRequestException>(() => Ask(given)).Failure);
        Assert.Equal(given.Network.Options.RequestTimeout, given.Scheduler.Elapsed);
    }

    [Fact]
    public void Peers_beyond_a_partition_are_not_connected()
    {
        var given = new GivenNetwork(2);
        given.Network.Partition(given.Nodes.Take(1));
        Assert.Empty(given.Nodes[0].Requests.Peers);
        Assert.Equal(PeerRequestFailure.NotConnected, Assert.Throws<PeerRequestException>(() => Ask(given)).Failure);
        given.Network.Heal();
        given.Nodes[1].Online = false;
        Assert.Equal(PeerRequestFailure.NotConnected, Assert.Throws<PeerRequestException>(() => Ask(given)).Failure);
    }

    [Fact]
    public void A_liar_answers_what_it_likes()
    {
        var given = new GivenNetwork(2);
        given.Nodes[1].Requests.Serve("p", (_, request, _) => ValueTask.FromResult(request));
        given.Nodes[1].LyingAnswers = (_, _, _) => new byte[] { 9 };
        Assert.Equal([9], Ask(given).ToArray());
        given.Nodes[1].LyingAnswers = (_, _, _) => null;
        Assert.Equal(PeerRequestFailure.NoAnswer, Assert.Throws<PeerRequestException>(() => Ask(given)).Failure);
    }

    [Fact]
    public void A_request_can_be_given_up()
    {
        var given = new GivenNetwork(2, new LinkConditions { MinDelay = TimeSpan.FromSeconds(1) });
        given.Nodes[1].Requests.Serve("p", (_, request, _) => ValueTask.FromResult(request));
        Assert.ThrowsAny<OperationCanceledException>(() => given.Scheduler.Run(async () =>
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1.5), given.Scheduler.TimeProvider);
            await given.Nodes[0].Requests.RequestAsync(given.Nodes[1].Id, "p", Question, limit.Token);
        }));
    }

    private static ReadOnlyMemory<byte> Ask(GivenNetwork given) =>
        given.Scheduler.Run(() => given.Nodes[0].Requests.RequestAsync(given.Nodes[1].Id, "p", Question));
}
