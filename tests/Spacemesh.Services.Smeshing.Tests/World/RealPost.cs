using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>Small real PoST data in a folder of its own, and proofs over it.</summary>
internal sealed class RealPost : IDisposable
{
    private static readonly RandomXPool RandomX = new(new RandomXOptions { LargePages = false }, new InlineWorkPool());

    private readonly PostConfig _config;

    private RealPost(string folder, PostConfig config)
    {
        Folder = folder;
        _config = config;
        Directories = new PostDataDirectories(folder);
    }

    public string Folder { get; }

    public PostDataDirectories Directories { get; }

    public PostMetadata Metadata => PostDrives.Load(Directories);

    public static async Task<RealPost> CreateAsync(string name, PostConfig config, NodeId identity, AtxId commitment, uint units)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"{name}-{Environment.ProcessId}");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var post = new RealPost(folder, config);
        var options = new InitializationOptions { NodeId = identity, CommitmentAtxId = commitment, Network = config, NumUnits = units, ComputeBatchSize = 64 };
        var initializer = Initializer.Open(post.Directories, options, new InitializerServices { Pool = new InlineWorkPool(), Time = TimeProvider.System });
        await initializer.RunAsync([LabelProvider.Cpu]);
        return post;
    }

    public static ValueTask<IRandomX> LightAsync() => RandomX.GetAsync(RandomXMode.Light);

    public Prover Prover(IWorkPool pool) => new(_config, new LocalPowSource(RandomX, RandomXMode.Light, pool), pool);

    public async Task<PostProof> ProveAsync(Hash32 challenge)
    {
        using var reader = PostDataReader.Open(Directories);
        return await Prover(new InlineWorkPool()).ProveAsync(reader, challenge, new ProvingOptions { Nonces = 16 });
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }
}
