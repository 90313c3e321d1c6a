using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>The PoST service inside this process (spec 04 §5.5). A proof that is stopped or killed goes on where it was; none leaves unverified.</summary>
public sealed partial class InProcessPostProvider(
    PostDataDirectories directories, Prover prover, ProvingOptions proving, IPostVerification verification, TimeProvider time, ILogger log) : IPostProvider
{
    private readonly AsyncSemaphore _one = new(1);
    private volatile bool _closed;

    /// <summary>How far the proof under way is; null where none is.</summary>
    public ProvingProgress? Progress { get; private set; }

    /// <summary>How long the last proof took; null before the first one.</summary>
    public TimeSpan? LastDuration { get; private set; }

    public NodeId Identity { get; } = PostDrives.Load(directories).NodeId;

    public Task<PostServiceInfo> InfoAsync(CancellationToken cancellationToken = default)
    {
        if (_closed)
            return Task.FromException<PostServiceInfo>(PostProviderException.Closed());
        try
        {
            return Task.FromResult(InfoOf(PostDrives.Load(directories)));
        }
        catch (PostException exception)
        {
            return Task.FromException<PostServiceInfo>(Failed(exception));
        }
    }

    public async Task<PostServiceProof> ProveAsync(Hash32 challenge, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
                throw PostProviderException.Closed();
            long start = time.GetTimestamp();
            using var reader = PostDataReader.Open(directories);
            var metadata = reader.Metadata;
            var proof = await prover.ProveAsync(reader, challenge, proving, new Reporter(this), cancellationToken);
            var request = new ProofRequest(
                proof, new PostProofMetadata(metadata.NodeId, metadata.CommitmentAtxId, challenge, metadata.NumUnits), IndexSelection.All);
            var verdict = await verification.VerifyAsync(request, prioritised: true, cancellationToken);
            if (!verdict.IsValid)
                throw new PostProviderException(PostProviderFailure.Failed, $"the finished proof is invalid ({verdict.Reason}): the PoST data in {directories} is damaged, verify and repair it");
            LastDuration = time.GetElapsedTime(start);
            LogProved(log, Identity, LastDuration.Value);
            return new PostServiceProof(proof, InfoOf(metadata));
        }
        catch (PostException exception)
        {
            throw Failed(exception);
        }
        finally
        {
            Progress = null;
            _one.Release();
        }
    }

    /// <summary>Refuses further calls.</summary>
    public void Close() => _closed = true;

    private static PostServiceInfo InfoOf(PostMetadata metadata) =>
        new(metadata.NodeId, metadata.CommitmentAtxId, metadata.Nonce, metadata.NumUnits, metadata.LabelsPerUnit);

    private static PostProviderException Failed(PostException exception) => new(PostProviderFailure.Failed, exception.Message, exception);

    [LoggerMessage(10120, LogLevel.Information, "PoST proof of {Smesher} made in {Duration}")]
    private static partial void LogProved(ILogger log, NodeId smesher, TimeSpan duration);

    private sealed class Reporter(InProcessPostProvider owner) : IProgress<ProvingProgress>
    {
        public void Report(ProvingProgress value) => owner.Progress = value;
    }
}
