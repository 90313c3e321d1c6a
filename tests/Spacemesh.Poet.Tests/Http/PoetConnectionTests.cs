using System.Text.Json;
using Spacemesh.Poet.Http;
using Spacemesh.Runtime;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Http;

public sealed class PoetConnectionTests
{
    [Fact]
    public async Task Callers_of_one_round_share_a_download()
    {
        using var script = Script(200, "{\"proof\":{\"leaves\":\"7\"},\"pubkey\":\"\"}");
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, TimeProvider.System, new PoetClientOptions());
        int accepted = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connection.ProofAsync("1", Accept, default)));
        Assert.Single(server.Requests);
        Assert.Equal(1, accepted);
        await connection.ProofAsync("2", Accept, default);
        Assert.Equal(2, server.Requests.Count);

        Task Accept(PoetRound round, CancellationToken cancellationToken)
        {
            accepted++;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Proof_request_ends_with_its_time_limit()
    {
        var scheduler = new VirtualScheduler();
        using var script = Script(404, "{}");
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, scheduler.TimeProvider, new PoetClientOptions { RetryDelay = TimeSpan.FromDays(1), RequestTimeout = TimeSpan.FromSeconds(100) });
        var proof = connection.ProofAsync("1", (_, _) => Task.CompletedTask, default);
        scheduler.RunFor(TimeSpan.FromSeconds(99));
        Assert.False(proof.IsCompleted);
        scheduler.RunFor(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => proof);
    }

    [Fact]
    public async Task Other_phase_shift_is_told_apart()
    {
        using var script = Script(200, "{\"phaseShift\":\"31s\"}");
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, TimeProvider.System, new PoetClientOptions { PhaseShift = TimeSpan.FromSeconds(30) });
        var refused = await Assert.ThrowsAsync<PoetClientException>(() => connection.CheckScheduleAsync(default));
        Assert.Equal(PoetFailure.PhaseShiftMismatch, refused.Failure);
    }

    [Theory]
    [InlineData(new[] { 111UL, 999UL }, 1)]
    [InlineData(new[] { 5UL, 5UL, 4UL }, 0)]
    [InlineData(new ulong[0], -1)]
    public void Best_proof_has_the_most_leaves_and_came_first(ulong[] leaves, int best)
    {
        var rounds = leaves.Select(count => new PoetRound(new PoetProofMessage(new PoetProof(default, count), default, "1", default, default), [])).ToList();
        var found = PoetRound.Best(rounds);
        Assert.Equal(best, found is null ? -1 : rounds.IndexOf(found));
    }

    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("http://[::1")]
    [InlineData("http://h:x")]
    [InlineData("http://a\nb")]
    public void Unusable_address_says_why(string text)
    {
        Assert.False(PoetAddress.TryParse(text, out _, out string? fault));
        Assert.StartsWith("parse ", fault);
    }

    [Fact]
    public async Task Answer_beyond_the_limit_is_not_read()
    {
        using var script = Script(200, new string('x', 5000));
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, TimeProvider.System, new PoetClientOptions { MaxResponseSize = 1000, MaxRetries = 3, RetryDelay = TimeSpan.Zero });
        await Assert.ThrowsAsync<PoetClientException>(() => connection.CheckScheduleAsync(default));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"phaseShift\":7}")]
    [InlineData("{\"servicePubkey\":\"*\"}")]
    [InlineData("{\"phaseShift\":\"1e9s\"}")]
    [InlineData("nonsense")]
    public async Task Senseless_answers_are_refused_with_a_text(string body)
    {
        using var script = Script(200, body);
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, TimeProvider.System, new PoetClientOptions());
        var refused = await Assert.ThrowsAsync<PoetClientException>(() => connection.CheckScheduleAsync(default));
        Assert.Equal(PoetFailure.Unrecognized, refused.Failure);
    }

    private static JsonDocument Script(int status, string body) => JsonDocument.Parse(JsonSerializer.Serialize(new[] { new { status, body } }));

    private static PoetConnection Connect(ScriptedServer server, TimeProvider time, PoetClientOptions options) => new(
        new PoetHttpClient(PoetAddress.Parse("http://poet"), options, new HttpClient(server), time, new SeededRandom(1)), options, null, new InlineWorkPool(), time);
}
