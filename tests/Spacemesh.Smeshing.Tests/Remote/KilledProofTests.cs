using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Smeshing.Tests.World;
using Spacemesh.Tools.PostService;
using Spacemesh.V1;

namespace Spacemesh.Smeshing.Tests.Remote;

/// <summary>A real <c>post-service</c> that is killed while it searches its proofs of work.</summary>
public sealed class KilledProofTests
{
    /// <summary>One hash in four is a proof of work for one unit, one in eight for two: a group takes some tenths of a second, and there are eight groups.</summary>
    private const string Difficulty = "40ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    private const int Groups = 8;

    private static readonly Hash32 Challenge = Hash32.FromBytes([.. Enumerable.Range(0x60, 32).Select(i => (byte)i)]);

    [Fact]
    public async Task Killed_proof_goes_on_with_the_proofs_of_work_that_it_had()
    {
        using var folder = new TemporaryFolder();
        ReferenceSets.Unpack("fastnet", folder["data"]);
        var metadata = PostDrives.Load(new PostDataDirectories(folder["data"]));
        string state = Path.Combine(folder["data"], ProvingStateFile.Name);
        var kept = new List<ulong>();
        int kills = 0;
        PostProof proof;
        while (true)
        {
            await using var node = await AskingNode.StartAsync();
            using var service = Start(folder["data"], node.Address);
            try
            {
                var proving = ProveAsync(node);
                // Two more of the eight, then it dies; the last life is left alone. One that was quicker than we looked has ended well.
                int until = kept.Count + 2;
                await Limit.UntilAsync(() => proving.IsCompleted || (kills < 3 && PowsIn(state).Count >= until), "the service finds no proof of work");
                if (kills == 3 || proving.IsCompleted)
                {
                    proof = await proving;
                    break;
                }

                service.Kill();
                await service.WaitForExitAsync().WithinLimit();
                kills++;
                _ = proving.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
                var now = PowsIn(state);
                Assert.Equal(kept, now.Take(kept.Count));
                kept = now;
                Assert.InRange(kept.Count, 2 * kills, Groups);
            }
            finally
            {
                service.Kill();
            }
        }

        Assert.InRange(kills, 1, 3);
        // What was found before the kills is in the proof, not searched for again.
        uint group = proof.Nonce / NonceGroups.NoncesPerGroup;
        if (group < kept.Count)
            Assert.Equal(kept[(int)group], proof.Pow);
        Assert.False(File.Exists(state));
        using var verifier = new ProofVerifier(
            new PostConfig
            {
                MinNumUnits = 1, LabelsPerUnit = metadata.LabelsPerUnit, K1 = 12, K2 = 4, Scrypt = new ScryptParameters(2, 1, 1), PowDifficulty = PostConfig.ParsePowDifficulty(Difficulty),
            },
            LabelEngines.Best(), await ServiceBench.LightAsync(CancellationToken.None));
        Assert.True(verifier.Verify(proof, new PostProofMetadata(metadata.NodeId, metadata.CommitmentAtxId, Challenge, metadata.NumUnits), IndexSelection.All).IsValid);
    }

    private static async Task<PostProof> ProveAsync(AskingNode node)
    {
        while (true)
        {
            var answer = await node.AskAsync(new NodeRequest { GenProof = new GenProofRequest { Challenge = ByteString.CopyFrom(Challenge.ToArray()) } });
            Assert.Equal(GenProofStatus.Ok, answer.GenProof.Status);
            if (answer.GenProof.Proof is { } found)
                return new PostProof(found.Nonce, found.Indices.ToByteArray(), found.Pow);
            await Task.Delay(20);
        }
    }

    /// <summary>The file is replaced as a whole, so it is there and whole, or not there.</summary>
    private static List<ulong> PowsIn(string state)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(state));
            return [.. document.RootElement.GetProperty("Pows").EnumerateArray().Select(pow => pow.GetUInt64())];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static Process Start(string data, Uri node)
    {
        string[] arguments =
        [
            typeof(PostServiceProgram).Assembly.Location, "--dir", data, "--address", $"{node}", "--threads", "1", "--randomx-mode", "light", "--min-num-units", "1", "--k1", "12", "--k2", "4",
            "--pow-difficulty", Difficulty, "-n", "2", "--nonces", $"{16 * Groups}", "--reconnect-interval-s", "1",
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        // Nobody reads: a full pipe would stop the process.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
