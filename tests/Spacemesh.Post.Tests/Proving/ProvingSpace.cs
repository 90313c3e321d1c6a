using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Tests.Initialization;
using Spacemesh.Post.Tests.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Tests.Proving;

/// <summary>A space of 65,536 labels in 16 files, initialised over one or several directories, and what proofs over it need.</summary>
internal sealed class ProvingSpace : IDisposable
{
    private readonly TestSpace[] _drives;

    private ProvingSpace(int drives)
    {
        _drives = [.. Enumerable.Range(0, drives).Select(_ => new TestSpace())];
        Directories = new PostDataDirectories(_drives.Select(drive => drive.Path).ToArray());
    }

    public static async Task<ProvingSpace> CreateAsync(int drives = 1)
    {
        var space = new ProvingSpace(drives);
        var options = new InitializationOptions
        {
            NodeId = NodeId.FromBytes(Bytes(1)),
            CommitmentAtxId = AtxId.FromBytes(Bytes(2)),
            NumUnits = 4,
            MaxFileSize = 65536,
            ComputeBatchSize = 4096,
            Network = Config,
        };
        await Initializer.Open(space.Directories, options, TestSpace.Services()).RunAsync([LabelProvider.Cpu]);
        return space;
    }

    public static PostConfig Config { get; } = new() { LabelsPerUnit = 16384, K1 = 26, K2 = 37, Scrypt = new ScryptParameters(2, 1, 1) };

    public static Hash32 Challenge { get; } = Hash32.FromBytes(Bytes(3));

    /// <summary>Small blocks and frequent saving, so that a space of 1 MiB has much to interrupt.</summary>
    public static ProvingOptions Options { get; } = new()
    {
        Nonces = 64,
        Read = new PostReadOptions { BlockSize = 4096, Depth = 8 },
        SaveInterval = 64 << 10,
    };

    public PostDataDirectories Directories { get; }

    public string StatePath => Path.Combine(Directories.Primary, ProvingStateFile.Name);

    public PostDataReader Open() => PostDataReader.Open(Directories);

    public static Prover Prover(IPowSource pows) => new(Config, pows, SharedRandomX.Pool);

    /// <summary>Real proofs of work, of which a quarter of all hashes is one here.</summary>
    public static CountedPows Pows() =>
        new(new LocalPowSource(_ => ValueTask.FromResult<Post.RandomX.IRandomX>(MemoRandomX.Shared), SharedRandomX.Pool, threads: 1));

    public ProofVerdict Verify(PostProof proof)
    {
        using var labels = LabelEngines.Best();
        using var verifier = new ProofVerifier(Config, labels, MemoRandomX.Shared);
        return verifier.Verify(proof, new PostProofMetadata(NodeId.FromBytes(Bytes(1)), AtxId.FromBytes(Bytes(2)), Challenge, 4), IndexSelection.All);
    }

    public void Dispose()
    {
        foreach (var drive in _drives)
            drive.Dispose();
    }

    private static byte[] Bytes(byte value) => [.. Enumerable.Repeat(value, Bytes32.Length)];
}
