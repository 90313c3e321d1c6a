using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

/// <summary>Updates on disk: <c>bootstrap/N/epoch-N-update-SUFFIX</c>, as they were received (spec 08 §14).</summary>
internal sealed class BootstrapFiles(string folder)
{
    public string PathOf(EpochId epoch, string suffix) => Path.Combine(folder, epoch.ToString(), BootstrapNames.Of(epoch, suffix));

    public void Save(EpochId epoch, string suffix, ReadOnlyMemory<byte> bytes)
    {
        string path = PathOf(epoch, suffix);
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
        PrivateFiles.Write(path, stream => stream.Write(bytes.Span), UnixFileMode.UserRead);
    }

    /// <summary>A file's bytes; null where it is not there.</summary>
    public byte[]? Load(EpochId epoch, string suffix) => PathOf(epoch, suffix) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>Removes everything but the files of these epochs.</summary>
    public void Prune(IReadOnlyCollection<EpochId> kept)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string file in Directory.GetFiles(folder))
            File.Delete(file);
        foreach (string directory in Directory.GetDirectories(folder))
        {
            bool isKept = uint.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out uint epoch) && kept.Contains(new EpochId(epoch));
            if (!isKept)
                Directory.Delete(directory, recursive: true);
        }
    }
}
