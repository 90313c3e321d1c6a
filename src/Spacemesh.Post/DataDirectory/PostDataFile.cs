namespace Spacemesh.Post.DataDirectory;

/// <summary>A data file that exists.</summary>
/// <param name="Index">Its number in the space.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Drive">Which of the data directories holds it.</param>
/// <param name="Length">Bytes it has.</param>
public sealed record PostDataFile(long Index, string Path, int Drive, long Length);
