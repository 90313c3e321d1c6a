using Spacemesh.Primitives;

namespace Spacemesh.Ports.Api;

/// <summary>Writes checkpoint files (spec 08 §15.2).</summary>
public interface ICheckpointWriter
{
    /// <summary>Writes a checkpoint and returns its file, which stays. The exception's message reaches the user.</summary>
    Task<string> WriteAsync(LayerId snapshot, uint atxsPerSmesher, CancellationToken cancellationToken = default);
}
