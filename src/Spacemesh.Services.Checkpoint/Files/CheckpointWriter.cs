using System.Globalization;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Checkpoint.Files;

/// <summary>Writes checkpoints of the state into <c>checkpoint/snapshot-LAYER</c> of the data folder (spec 08 §15.2).</summary>
public sealed class CheckpointWriter(IStateDatabase state, IWorkPool work, string dataFolder) : ICheckpointWriter
{
    public const string FolderName = "checkpoint";

    /// <inheritdoc/>
    public Task<string> WriteAsync(LayerId snapshot, uint atxsPerSmesher, CancellationToken cancellationToken = default) =>
        work.RunAsync(_ => Write(snapshot, atxsPerSmesher), WorkPriority.Low, cancellationToken).AsTask();

    /// <summary>Where the checkpoint of a layer goes.</summary>
    public string PathOf(LayerId snapshot) => Path.Combine(dataFolder, FolderName, string.Create(CultureInfo.InvariantCulture, $"snapshot-{snapshot}"));

    /// <exception cref="CheckpointException">The file exists.</exception>
    /// <exception cref="StorageException">The state has nothing to write.</exception>
    public string Write(LayerId snapshot, uint atxsPerSmesher)
    {
        string path = PathOf(snapshot);
        if (File.Exists(path))
            throw new CheckpointException(CheckpointFault.Exists, $"new recovery file: file already exists: file already exist: {path}");
        var content = StateCheckpoint.Read(state, snapshot, checked((int)Math.Min(atxsPerSmesher, int.MaxValue)));
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        PrivateFiles.Write(path, stream => CheckpointFile.Write(content, snapshot, atxsPerSmesher, stream));
        return path;
    }
}
