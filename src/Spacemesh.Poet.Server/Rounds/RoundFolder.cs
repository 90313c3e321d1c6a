using Spacemesh.Codec;
using Spacemesh.Poet.Server.Storage;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Server.Rounds;

/// <summary>The folder of a round in work: our files or, taken over once, the reference's (spec 03 §10.5).</summary>
internal sealed class RoundFolder(string root, uint round)
{
    private const string ProofFile = "proof.bin";

    public uint Round { get; } = round;

    public string Path { get; } = System.IO.Path.Combine(root, round.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Whether work of ours has begun here.</summary>
    public bool HasWork => FileWorkStore.Exists(Path);

    /// <summary>The proof that was made but perhaps not published; null without one.</summary>
    public PoetProof? LoadProof()
    {
        string path = System.IO.Path.Combine(Path, ProofFile);
        return File.Exists(path) && Scale.TryDecode<PoetProof>(File.ReadAllBytes(path), out var proof, out _) ? proof : null;
    }

    /// <summary>Keeps a proof until it is published.</summary>
    public void SaveProof(in PoetProof proof, bool sync) => DurableFile.Replace(System.IO.Path.Combine(Path, ProofFile), Scale.Encode(proof), sync);

    /// <summary>State of a reference server's round; null without one.</summary>
    public ReferenceRoundState? LoadReferenceState()
    {
        string path = System.IO.Path.Combine(Path, ReferenceRoundState.FileName);
        return File.Exists(path) ? ReferenceRoundState.Decode(File.ReadAllBytes(path)) : null;
    }

    /// <summary>Removes the reference's files after they were taken over.</summary>
    public void RemoveReferenceFiles()
    {
        foreach (string path in Directory.EnumerateFiles(Path, "layercache_*"))
            File.Delete(path);
        File.Delete(System.IO.Path.Combine(Path, ReferenceRoundState.FileName));
    }

    public void Delete()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
