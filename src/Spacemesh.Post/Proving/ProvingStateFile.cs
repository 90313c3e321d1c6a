using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Proving;

/// <summary>
/// Keeps the progress of one proof in a file that is replaced as a whole. A file that is damaged or belongs to another proof
/// is as good as none: the proof starts over.
/// </summary>
public sealed class ProvingStateFile
{
    public const string Name = "postdata_proving.json";

    /// <summary>4096 nonces with a few hundred indices each are far below.</summary>
    private const long SizeLimit = 64 << 20;

    private readonly string _path;
    private readonly string _proof;
    private readonly int _drives;

    private ProvingStateFile(string path, string proof, int drives)
    {
        _path = path;
        _proof = proof;
        _drives = drives;
    }

    internal static ProvingStateFile For(PostDataReader reader, Hash32 challenge, PostConfig config, ProvingOptions options)
    {
        var metadata = reader.Metadata;
        string text = string.Join(
            '\n',
            metadata.NodeId.ToHex(),
            metadata.CommitmentAtxId.ToHex(),
            challenge.ToHex(),
            metadata.LabelsPerUnit,
            metadata.NumUnits,
            metadata.MaxFileSize,
            config.K1,
            config.K2,
            config.PowDifficulty.ToHex(),
            options.Nonces,
            string.Join('\n', reader.Files.Select(file => $"{file.Index} {file.Drive}")));
        string proof = Blake3.Hash(System.Text.Encoding.UTF8.GetBytes(text)).ToHex();
        string path = options.StatePath ?? Path.Combine(reader.Directories.Primary, Name);
        return new ProvingStateFile(path, proof, reader.Directories.Paths.Count);
    }

    internal ProvingState Fresh(uint firstNonce) => new()
    {
        Proof = _proof,
        FirstNonce = firstNonce,
        Pows = [],
        Positions = new ulong[_drives],
        Scanned = 0,
        Good = [],
    };

    /// <summary>The stored progress of this very proof, or null.</summary>
    internal ProvingState? TryLoad(ProvingOptions options)
    {
        try
        {
            var info = new FileInfo(_path);
            if (!info.Exists || info.Length > SizeLimit)
                return null;
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(_path), ProvingStateJson.Default.ProvingState);
            return state is not null && Belongs(state, options) ? state : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="PostDataException">The file cannot be written.</exception>
    internal void Save(ProvingState state) => AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(state, ProvingStateJson.Default.ProvingState));

    internal void Delete()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later proof has another digest and takes no notice of the file.
        }
    }

    private bool Belongs(ProvingState state, ProvingOptions options) =>
        state.Version == ProvingState.CurrentVersion
        && state.Proof == _proof
        && state.FirstNonce % options.Nonces == 0
        && state.Pows is { } pows && pows.Length <= options.Nonces / NonceGroups.NoncesPerGroup
        && state.Positions?.Length == _drives
        && state.Good is { } good && (good.Length == 0 || good.Length == options.Nonces) && good.All(list => list is not null);
}
