using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>Kills are thrown out of the progress report, so nothing is tidied up after them: only what was saved before counts.</summary>
public sealed class ProverResumeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Proof_killed_again_and_again_ends_like_one_in_one_go(int drives)
    {
        using var space = await ProvingSpace.CreateAsync(drives);
        using var reader = space.Open();
        var whole = await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options);

        var pows = ProvingSpace.Pows();
        PostProof? proof = null;
        int kills = 0;
        for (int after = 1; proof is null; after += 3)
        {
            var killer = new Killer(after);
            try
            {
                proof = await ProvingSpace.Prover(pows).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options, killer);
            }
            catch (KilledException)
            {
                kills++;
            }
        }

        Assert.True(kills > 5, $"killed {kills} times only");
        Assert.Equal(ProofVerdict.Valid, space.Verify(proof));
        if (drives == 1)
            Assert.Equal(whole, proof);
        // No finished proof of work was searched again: one for each group of the passes.
        Assert.Equal((proof.Nonce / 64 * 4) + 4, (uint)pows.Found.Count);
    }

    [Fact]
    public async Task Killed_proof_reads_again_at_most_one_interval_and_what_was_in_flight()
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        for (int after = 20; ; after += 37)
        {
            var killer = new Killer(after);
            try
            {
                await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options with { SaveInterval = 64 << 10 }, killer);
                break;
            }
            catch (KilledException)
            {
                var next = new Killer(int.MaxValue);
                long reached = killer.Last!.BytesScanned;
                uint pass = killer.Last.FirstNonce;
                using var stop = new CancellationTokenSource();
                next.OnReport = progress =>
                {
                    if (progress.Stage == ProvingStage.Scanning)
                        stop.Cancel();
                };
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    async () => await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options, next, stop.Token));
                Assert.Equal(pass, next.First!.FirstNonce);
                Assert.InRange(next.First.Resumed, reached - (64 << 10) - 4096, long.MaxValue);
            }

            if (after > 200)
                break;
        }
    }

    [Fact]
    public async Task Cancelled_proof_keeps_all_that_was_scanned()
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        using var stop = new CancellationTokenSource();
        var watcher = new Killer(int.MaxValue);
        watcher.OnReport = progress =>
        {
            if (progress.BytesScanned >= 200_000)
                stop.Cancel();
        };
        // An interval longer than the space: only the cancellation saves.
        var options = ProvingSpace.Options with { SaveInterval = 1 << 29 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, options, watcher, stop.Token));
        var resumed = new Killer(int.MaxValue);
        var proof = await ProvingSpace.Prover(new ScriptedPows([0])).ProveAsync(reader, ProvingSpace.Challenge, options, resumed);
        Assert.InRange(resumed.First!.Resumed, 200_000, long.MaxValue);
        Assert.Equal(ProofVerdict.Valid, space.Verify(proof));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Version\":1,\"Proof\":\"00\",\"FirstNonce\":16,\"Pows\":[],\"Positions\":[0],\"Scanned\":0,\"Good\":[]}")]
    public async Task Progress_that_is_damaged_or_of_another_proof_is_started_over(string text)
    {
        using var space = await ProvingSpace.CreateAsync();
        using var reader = space.Open();
        await File.WriteAllTextAsync(space.StatePath, text);
        var watcher = new Killer(int.MaxValue);
        var proof = await ProvingSpace.Prover(ProvingSpace.Pows()).ProveAsync(reader, ProvingSpace.Challenge, ProvingSpace.Options, watcher);
        Assert.Equal(0u, watcher.First!.FirstNonce);
        Assert.Equal(0, watcher.First.GroupsReady);
        Assert.Equal(ProofVerdict.Valid, space.Verify(proof));
    }

    private sealed class Killer(int after) : IProgress<ProvingProgress>
    {
        private int _reports;

        public ProvingProgress? First { get; private set; }

        public ProvingProgress? Last { get; private set; }

        public Action<ProvingProgress>? OnReport { get; set; }

        public void Report(ProvingProgress value)
        {
            lock (this)
            {
                First ??= value;
                Last = value;
                if (++_reports >= after)
                    throw new KilledException();
            }

            OnReport?.Invoke(value);
        }
    }

    private sealed class KilledException : Exception;
}
