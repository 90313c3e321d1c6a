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

    [Fact]
    public async Task Nothing_is_registered_at_a_server_with_another_key_than_the_configured_one()
    {
        using var script = Script(200, $"{{\"servicePubkey\":\"{Key(2)}\"}}");
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, TimeProvider.System, new PoetClientOptions(), Key(1));
        var submission = new PoetSubmission(new byte[21], new byte[32], new byte[64], default, PoetDeadline.At(DateTimeOffset.UnixEpoch));
        var refused = await Assert.ThrowsAsync<PoetClientException>(() => connection.SubmitAsync(submission, default));
        Assert.Equal(PoetFailure.KeyMismatch, refused.Failure);
        Assert.Contains(Key(1), refused.Message, StringComparison.Ordinal);
        Assert.Contains(Key(2), refused.Message, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.Equal("/v1/info", request.Path));
    }

    [Fact]
    public async Task Key_that_nobody_configured_is_the_first_one_told_and_may_not_change()
    {
        var scheduler = new VirtualScheduler();
        using var script = JsonDocument.Parse(JsonSerializer.Serialize(
            new[] { 1, 1, 2, 1 }.Select(key => new { status = 200, body = $"{{\"servicePubkey\":\"{Key(key)}\"}}" })));
        using var server = new ScriptedServer(_ => script.RootElement);
        var connection = Connect(server, scheduler.TimeProvider, new PoetClientOptions { InfoCacheTtl = TimeSpan.FromMinutes(5) });
        foreach (bool isWell in new[] { true, true, false, true })
        {
            if (isWell)
                await connection.CheckScheduleAsync(default);
            else
                Assert.Equal(PoetFailure.KeyMismatch, (await Assert.ThrowsAsync<PoetClientException>(() => connection.CheckScheduleAsync(default))).Failure);
            scheduler.RunFor(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(4, server.Requests.Count);
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

    private static string Key(int value) => Convert.ToBase64String(Enumerable.Repeat((byte)value, 32).ToArray());

    private static PoetConnection Connect(ScriptedServer server, TimeProvider time, PoetClientOptions options, string key = "") => new(
        new PoetHttpClient(PoetAddress.Parse("http://poet"), options, new HttpClient(server), time, new SeededRandom(1)), options, null, new InlineWorkPool(), time, Convert.FromBase64String(key));
}
