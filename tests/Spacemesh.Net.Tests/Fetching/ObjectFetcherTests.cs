using Spacemesh.Net.Fetching;
using Spacemesh.Net.Tests.Support;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Simulation.Network;

namespace Spacemesh.Net.Tests.Fetching;

public sealed class ObjectFetcherTests
{
    private static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(index => $"text {index}")];

    [Fact]
    public void Objects_come_in_batches_and_are_stored()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has(Texts(35));
        world.Fetch(Texts(35));
        Assert.Equal(35, world.Stored.Count);
        Assert.Equal(4, world.Asked.Count);
        Assert.Equal(35, world.Fetcher.Statistics.Objects);
        Assert.Equal(0, world.Fetcher.Statistics.Outstanding);
    }

    [Fact]
    public void What_is_stored_is_not_asked_for()
    {
        var world = new FetchWorld(peers: 1);
        world.Stored[FetchWorld.IdOf("a")] = "a";
        world.Fetch("a");
        Assert.Empty(world.Asked);
    }

    [Fact]
    public void Two_that_want_the_same_share_one_request()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has("a");
        world.Scheduler.Run(() => Task.WhenAll(
            world.Fetcher.FetchAsync(FetchWorld.Kind, [FetchWorld.IdOf("a"), FetchWorld.IdOf("a")]),
            world.Fetcher.FetchAsync(FetchWorld.Kind, [FetchWorld.IdOf("a")])));
        Assert.Single(world.Asked);
        Assert.Single(world.Received);
    }

    [Fact]
    public void A_kind_that_fails_does_not_spoil_another_kind_of_the_same_hash()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has("a");
        var wrong = world.Scheduler.Run(async () =>
        {
            var failing = world.Fetcher.FetchAsync(ObjectKind.Ballot, [FetchWorld.IdOf("a")]);
            await world.Fetcher.FetchAsync(FetchWorld.Kind, [FetchWorld.IdOf("a")]);
            return await Assert.ThrowsAsync<ObjectFetchException>(() => failing);
        });
        Assert.Equal(ObjectKind.Ballot, wrong.Kind);
    }

    [Fact]
    public void Without_peers_everything_fails_at_once()
    {
        var world = new FetchWorld(peers: 0);
        var failure = world.FetchFails("a", "b");
        Assert.Equal(["no peers", "no peers"], failure.Failures.Values.Select(verdict => verdict.Reason));
        Assert.False(failure.IsIgnorable);
    }

    [Fact]
    public void The_hinted_peer_is_asked_first()
    {
        var world = new FetchWorld(peers: 20);
        world.Peers[17].Has("a");
        world.Fetcher.Hint(world.Peers[17].Node.Id, [FetchWorld.IdOf("a")]);
        world.Fetch("a");
        Assert.Equal([world.Peers[17].Node.Id], world.Asked);
    }

    [Fact]
    public void A_hinted_peer_that_is_gone_is_not_asked()
    {
        var world = new FetchWorld(peers: 2);
        world.Peers[1].Has("a");
        world.Fetcher.Hint(world.Peers[0].Node.Id, [FetchWorld.IdOf("a")]);
        world.Peers[0].Node.Online = false;
        world.Fetch("a");
        Assert.Equal([world.Peers[1].Node.Id], world.Asked);
    }

    [Fact]
    public void What_nobody_has_is_asked_of_everybody_once()
    {
        var world = new FetchWorld(peers: 7);
        var failure = world.FetchFails("a");
        Assert.Equal("no peer has it", Assert.Single(failure.Failures).Value.Reason);
        Assert.Equal(7, world.Asked.Distinct().Count());
        Assert.Equal(7, world.Asked.Count);
    }

    [Fact]
    public void Retries_have_a_limit()
    {
        var world = new FetchWorld(peers: 7, new FetchOptions { MaxRetries = 2 });
        var failure = world.FetchFails("a");
        Assert.Equal("fetch failed after max retries for request", Assert.Single(failure.Failures).Value.Reason);
        Assert.Equal(3, world.Asked.Count);
    }

    [Theory]
    [InlineData("other bytes")]
    [InlineData("other bytes, ignored")]
    public void A_peer_that_serves_wrong_objects_is_found_out_dropped_and_remembered(string how)
    {
        var world = new FetchWorld(peers: 2);
        var (liar, honest) = (world.Peers[0], world.Peers[1]);
        liar.Has(Texts(30));
        honest.Has(Texts(30));
        liar.Node.LyingAnswers = Lies.OtherBytes;
        if (how.EndsWith("ignored", StringComparison.Ordinal))
        {
            world.Judge = async (received, cancellationToken) =>
                await world.TakeInAsync(received, cancellationToken) is { IsReject: true } ? Verdict.Ignore("bad") : Verdict.Accept;
        }

        world.Fetcher.Hint(liar.Node.Id, [FetchWorld.IdOf("text 0")]);
        world.Fetch("text 0");
        Assert.Equal([liar.Node.Id, honest.Node.Id], world.Asked);
        Assert.True(world.Fetcher.IsDistrusted(liar.Node.Id));
        Assert.DoesNotContain(liar.Node.Id, world.Requests.Peers);

        // It comes back, and is not asked any more while somebody else is there.
        world.Scheduler.RunFor(TimeSpan.FromSeconds(20));
        Assert.Contains(liar.Node.Id, world.Requests.Peers);
        world.Asked.Clear();
        world.Fetcher.Hint(liar.Node.Id, [FetchWorld.IdOf("text 1")]);
        world.Fetch(Texts(30));
        Assert.DoesNotContain(liar.Node.Id, world.Asked);
        Assert.False(world.Fetcher.IsDistrusted(honest.Node.Id));

        // Where nobody else is there it is asked: the node must get out of a bad neighbourhood, and distrust passes.
        honest.Node.Online = false;
        liar.Node.LyingAnswers = null;
        liar.Has("new");
        world.Fetch("new");
        world.Scheduler.RunFor(TimeSpan.FromHours(1));
        Assert.False(world.Fetcher.IsDistrusted(liar.Node.Id));
    }

    [Fact]
    public void The_same_bytes_refused_first_and_accepted_later_make_no_liar()
    {
        var world = new FetchWorld(peers: 2);
        world.Peers[0].Has("a");
        world.Peers[1].Has("a");
        bool first = true;
        world.Judge = (received, cancellationToken) =>
        {
            bool busy = first;
            first = false;
            return busy ? ValueTask.FromResult(Verdict.Ignore("busy")) : world.TakeInAsync(received, cancellationToken);
        };
        world.Fetch("a");
        Assert.Equal(2, world.Asked.Distinct().Count());
        Assert.DoesNotContain(world.Peers, peer => world.Fetcher.IsDistrusted(peer.Node.Id));
    }

    [Fact]
    public void An_object_that_is_always_refused_is_given_up_after_a_few_peers()
    {
        var world = new FetchWorld(peers: 10);
        foreach (var peer in world.Peers)
            peer.Has("a");
        world.Judge = (_, _) => ValueTask.FromResult(Verdict.Reject("bad"));
        var failure = world.FetchFails("a");
        Assert.True(failure.IsIgnorable);
        Assert.Equal(new FetchOptions().MaxRefusals, world.Asked.Count);
    }

    [Theory]
    [InlineData("other batch")]
    [InlineData("garbage")]
    [InlineData("nothing")]
    public void A_peer_that_answers_against_the_protocol_does_not_stop_the_fetch(string how)
    {
        var world = new FetchWorld(peers: 2);
        var (liar, honest) = (world.Peers[0], world.Peers[1]);
        honest.Has(Texts(5));
        liar.Node.LyingAnswers = how switch { "other batch" => Lies.OtherBatch, "garbage" => Lies.Garbage, _ => Lies.Nothing };
        foreach (string text in Texts(5))
        {
            world.Fetcher.Hint(liar.Node.Id, [FetchWorld.IdOf(text)]);
            world.Fetch(text);
        }

        Assert.Equal(5, world.Stored.Count);
        Assert.Equal(how != "nothing", world.Fetcher.IsDistrusted(liar.Node.Id));
        if (how != "nothing")
            Assert.Equal(3, world.Asked.Count(peer => peer == liar.Node.Id));
    }

    [Fact]
    public void What_nobody_asked_for_is_passed_over_and_nothing_is_taken_in_twice()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has(Texts(5));
        world.Peers[0].Node.LyingAnswers = Lies.TooMuch;
        world.Fetch(Texts(5));
        Assert.Equal(5, world.Received.Count);
        Assert.Equal(5, world.Stored.Count);
    }

    [Fact]
    public void A_peer_that_never_answers_costs_seconds_and_not_the_timeout()
    {
        var world = new FetchWorld(peers: 2);
        world.Peers[1].Has("a");
        world.Peers[0].Servers.Dispose();
        world.Peers[0].Node.Requests.ServeStream(PeerProtocols.Objects, async (_, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Scheduler.TimeProvider, cancellationToken);
            return null;
        });
        world.Fetcher.Hint(world.Peers[0].Node.Id, [FetchWorld.IdOf("a")]);
        world.Fetch("a");
        Assert.Equal(2, world.Asked.Count);
        Assert.InRange(world.Scheduler.Elapsed.TotalSeconds, 5, 6);
    }

    [Fact]
    public void Peers_that_never_answer_end_a_fetch_after_a_bounded_time()
    {
        var world = new FetchWorld(peers: 30, conditions: LinkConditions.Perfect);
        foreach (var peer in world.Peers)
            peer.Node.Conditions = new LinkConditions { MinDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) };
        var failure = world.FetchFails("a");
        Assert.Contains("did not answer", Assert.Single(failure.Failures).Value.Reason, StringComparison.Ordinal);
        Assert.InRange(world.Scheduler.Elapsed.TotalMinutes, 0, 2);
        Assert.InRange(world.Asked.Count, 5, 10);
        world.Scheduler.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(0, world.Fetcher.Statistics.Outstanding);
    }

    [Fact]
    public void A_late_answer_after_a_redundant_one_is_passed_over()
    {
        var world = new FetchWorld(peers: 2, conditions: LinkConditions.Perfect);
        foreach (var peer in world.Peers)
            peer.Has("a");
        world.Peers[0].Node.Conditions = new LinkConditions { MinDelay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(10) };
        world.Fetcher.Hint(world.Peers[0].Node.Id, [FetchWorld.IdOf("a")]);
        world.Fetch("a");
        world.Scheduler.RunFor(TimeSpan.FromMinutes(1));
        Assert.Single(world.Received);
        Assert.Equal(world.Peers[1].Node.Id, world.Received[0].From);
        Assert.Equal(0, world.Fetcher.Statistics.FailedRequests);
    }

    [Fact]
    public void A_batch_that_is_too_long_is_asked_for_one_by_one()
    {
        var world = new FetchWorld(peers: 1, new FetchOptions { MaxAnswer = 200 });
        string[] texts = [.. Enumerable.Range(0, 4).Select(index => $"{index}{new string('x', 90)}")];
        world.Peers[0].Has(texts);
        world.Fetch(texts);
        Assert.Equal(4, world.Stored.Count);
        Assert.Equal(5, world.Asked.Count);
        Assert.False(world.Fetcher.IsDistrusted(world.Peers[0].Node.Id));
    }

    [Fact]
    public void An_object_beyond_any_size_is_given_up()
    {
        var world = new FetchWorld(peers: 3, new FetchOptions { MaxAnswer = 200 });
        string huge = new('x', 1000);
        foreach (var peer in world.Peers)
            peer.Has(huge);
        var failure = world.FetchFails(huge);
        Assert.Contains("at most 200", Assert.Single(failure.Failures).Value.Reason, StringComparison.Ordinal);
        Assert.Equal(3, world.Asked.Count);
    }

    [Fact]
    public void A_settled_object_is_not_asked_for_again_for_a_while()
    {
        var world = new FetchWorld(peers: 3);
        world.Peers[0].Has("a");
        int judged = 0;
        world.Judge = (_, _) =>
        {
            judged++;
            return ValueTask.FromResult(Verdict.Settled("of no use"));
        };
        var failure = world.FetchFails("a");
        Assert.True(failure.IsIgnorable);
        Assert.True(failure.Worst.IsSettled);
        int asked = world.Asked.Count;
        Assert.Equal("of no use", Assert.Single(world.FetchFails("a").Failures).Value.Reason);
        Assert.Equal((1, asked), (judged, world.Asked.Count));
        world.Scheduler.RunFor(TimeSpan.FromMinutes(10));
        world.FetchFails("a");
        Assert.Equal(2, judged);
    }

    [Fact]
    public void Needed_objects_are_fetched_however_few_requests_may_be_under_way()
    {
        var world = new FetchWorld(peers: 1, new FetchOptions { Requests = 1, RequestsPerPeer = 1, ManyConcurrency = 1 });
        world.Peers[0].Has("leaf", "needs leaf", "other");
        world.Scheduler.Run(() => world.Fetcher.FetchManyAsync(FetchWorld.Kind, [FetchWorld.IdOf("needs leaf"), FetchWorld.IdOf("other")]));
        Assert.Equal(3, world.Stored.Count);
    }

    [Fact]
    public void A_list_is_tried_to_its_end_whatever_fails()
    {
        var world = new FetchWorld(peers: 1, new FetchOptions { Window = 4 });
        string[] present = Texts(9);
        world.Peers[0].Has(present);
        string[] all = ["x", "y", .. present, "z"];
        var failure = world.Scheduler.Run(() =>
            Assert.ThrowsAsync<ObjectFetchException>(() => world.Fetcher.FetchManyAsync(FetchWorld.Kind, [.. all.Select(FetchWorld.IdOf)])));
        Assert.Equal(3, failure.Failures.Count);
        Assert.Equal(9, world.Stored.Count);
    }

    [Fact]
    public void Needs_that_cannot_be_met_are_not_tried_to_the_end()
    {
        var world = new FetchWorld(peers: 1, new FetchOptions { Window = 10 });
        string made = $"needs {string.Join(' ', Enumerable.Range(0, 1000).Select(index => $"nothing{index}"))}";
        world.Peers[0].Has(made);
        var failure = world.FetchFails(made);
        Assert.True(Assert.Single(failure.Failures).Value.IsIgnore);
        Assert.Equal(2, world.Asked.Count);
    }

    [Fact]
    public void A_chain_without_end_is_cut()
    {
        // The peer makes up an object for every id, and each needs the next one.
        var world = new FetchWorld(peers: 1, new FetchOptions { MaxDepth = 100 });
        EverythingIsServed(world);
        world.Judge = NeedsNext(world, breadth: 1);
        world.FetchFails("begin");
        Assert.Equal(100, world.Received.Count);
        Assert.Equal(0, world.Fetcher.Statistics.Outstanding);
    }

    [Fact]
    public void A_tree_without_end_is_cut()
    {
        var world = new FetchWorld(peers: 1, new FetchOptions { MaxNeeded = 500 });
        EverythingIsServed(world);
        world.Judge = NeedsNext(world, breadth: 3);
        world.FetchFails("begin");
        Assert.InRange(world.Received.Count, 100, 501);
        Assert.Equal(0, world.Fetcher.Statistics.Outstanding);
    }

    [Fact]
    public void Too_many_objects_at_a_time_are_refused()
    {
        var world = new FetchWorld(peers: 1, new FetchOptions { MaxOutstanding = 10 });
        world.Peers[0].Has(Texts(25));
        var failure = world.FetchFails(Texts(25));
        Assert.Equal(15, failure.Failures.Count);
        Assert.All(failure.Failures.Values, verdict => Assert.Equal("10 objects are being fetched", verdict.Reason));
        world.Scheduler.Run(() => world.Fetcher.FetchManyAsync(FetchWorld.Kind, [.. Texts(25).Select(FetchWorld.IdOf)]));
        Assert.Equal(25, world.Stored.Count);
    }

    [Fact]
    public void Whoever_stops_waiting_does_not_stop_the_others()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has("a");
        using var impatient = new CancellationTokenSource();
        world.Scheduler.Run(async () =>
        {
            var cancelled = world.Fetcher.FetchAsync(FetchWorld.Kind, [FetchWorld.IdOf("a")], impatient.Token);
            var other = world.Fetcher.FetchAsync(FetchWorld.Kind, [FetchWorld.IdOf("a")]);
            impatient.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            await other;
        });
        Assert.Single(world.Stored);
    }

    [Fact]
    public void The_end_of_the_fetcher_ends_all_waits()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has("a");
        world.Judge = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, world.Scheduler.TimeProvider, cancellationToken);
            return Verdict.Accept;
        };
        Task? waiting = null;
        world.Scheduler.Start(() => waiting = Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Fetcher.FetchAsync(FetchWorld.Kind, [FetchWorld.IdOf("a")])), "waiting");
        world.Scheduler.RunFor(TimeSpan.FromSeconds(1));
        Assert.False(waiting!.IsCompleted);
        world.Stop();
        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.True(world.HasEnded);
        Assert.Throws<TaskCanceledException>(() => world.Fetch("b"));
    }

    [Fact]
    public void An_intake_that_throws_fails_its_object_only()
    {
        var world = new FetchWorld(peers: 1);
        world.Peers[0].Has("a", "b");
        world.Judge = (received, cancellationToken) => received.Expected == FetchWorld.IdOf("a")
            ? throw new InvalidOperationException("bug")
            : world.TakeInAsync(received, cancellationToken);
        var failure = world.FetchFails("a", "b");
        Assert.Contains("bug", Assert.Single(failure.Failures).Value.Reason, StringComparison.Ordinal);
        Assert.Single(world.Stored);
    }

    [Fact]
    public void Requests_are_limited_in_all_and_per_peer()
    {
        var world = new FetchWorld(peers: 3, new FetchOptions { Requests = 5, RequestsPerPeer = 2, BatchSize = 1 });
        foreach (var peer in world.Peers)
            peer.Has(Texts(60));
        var underWay = new Dictionary<PeerId, int>();
        int most = 0, mostPerPeer = 0;
        world.Network.Trace.Watcher = happened =>
        {
            int change = happened.Kind switch { NetworkEventKind.Requested => 1, NetworkEventKind.Answered => -1, _ => 0 };
            if (change == 0)
                return;
            underWay[happened.To] = underWay.GetValueOrDefault(happened.To) + change;
            (most, mostPerPeer) = (Math.Max(most, underWay.Values.Sum()), Math.Max(mostPerPeer, underWay.Values.Max()));
        };
        world.Fetch(Texts(60));
        Assert.Equal((5, 2), (most, mostPerPeer));
    }

    private static void EverythingIsServed(FetchWorld world)
    {
        world.Peers[0].Servers.Dispose();
        world.Peers[0].Node.Requests.ServeStream(PeerProtocols.Objects, (_, request, _) =>
        {
            Assert.True(Codec.Scale.TryDecode<Wire.Fetch.RequestBatch>(request.Span, out var batch, out _));
            var answer = new Wire.Fetch.ResponseBatch(batch.Id, Codec.ScaleList.ToScaleList(batch.Requests.Select(one => new Wire.Fetch.ResponseMessage(one.Hash, new byte[] { 1 }))));
            return ValueTask.FromResult<PeerAnswer?>(PeerAnswer.Of(Codec.Scale.Encode(answer)));
        });
    }

    private static ObjectIntake NeedsNext(FetchWorld world, int breadth) => async (received, cancellationToken) =>
    {
        world.Received.Add(received);
        try
        {
            await world.Fetcher.FetchAsync(FetchWorld.Kind, [.. Enumerable.Range(0, breadth).Select(index => FetchWorld.IdOf($"{received.Expected} {index}"))], cancellationToken);
            return Verdict.Accept;
        }
        catch (ObjectFetchException exception)
        {
            return exception.Worst;
        }
    };
}
