using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;

namespace Spacemesh.Postcli;

/// <summary><c>-genproof</c>: proves the zero challenge over the space at mainnet's difficulty and verifies the proof (spec 02 §12.1).</summary>
internal static class ProofCheck
{
    /// <exception cref="ExitException">There is no valid proof.</exception>
    public static async Task RunAsync(Shell shell, InitializationOptions space, PostDataDirectories directories, int cores, CancellationToken cancellationToken)
    {
        shell.Say("cli: generating proof as a sanity test");
        await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = cores });
        try
        {
            using var reader = PostDataReader.Open(directories);
            var metadata = reader.Metadata;
            PostProof proof;
            using (var fast = new RandomXPool(new RandomXOptions(), pool))
            {
                var prover = new Prover(space.Network, new LocalPowSource(fast, RandomXMode.Fast, pool), pool);
                proof = await prover.ProveAsync(reader, default, new ProvingOptions(), cancellationToken: cancellationToken);
            }

            shell.Log(LogLevel.Info, "proving: generated proof");
            using var light = new RandomXPool(new RandomXOptions(), pool);
            using var labels = LabelEngines.Best();
            using var verifier = new ProofVerifier(space.Network, labels, await light.GetAsync(RandomXMode.Light, cancellationToken: cancellationToken));
            var verdict = verifier.Verify(proof, new PostProofMetadata(metadata.NodeId, metadata.CommitmentAtxId, default, metadata.NumUnits), IndexSelection.All);
            if (!verdict.IsValid)
                throw new ExitException(1, $"cli: proof is invalid: {verdict.Error}");
        }
        catch (OperationCanceledException)
        {
            throw new ExitException(1, "cli: proof generation interrupted");
        }
        catch (PostException exception)
        {
            throw new ExitException(1, $"cli: proof generation error: {exception.Message}");
        }

        shell.Say("cli: proof is valid");
    }
}
