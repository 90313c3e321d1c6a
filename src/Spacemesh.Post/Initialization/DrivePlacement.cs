using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Post.Initialization;

/// <summary>
/// Which drive each file of a run lies on or goes to. Files that exist stay; a new one goes to the drive with the most room
/// left after those placed before it.
/// </summary>
internal sealed class DrivePlacement
{
    private readonly Dictionary<long, PostDataFile> _existing;
    private readonly PostDataDirectories _directories;
    private readonly string[] _fileSystems;
    private readonly long[] _placed;
    private readonly Dictionary<string, long> _room = [];

    /// <param name="directories">The drives.</param>
    /// <param name="layout">The whole space.</param>
    /// <param name="range">The files of the run.</param>
    /// <param name="room">Free bytes of the file system a directory lies on.</param>
    /// <exception cref="PostDataException">The files do not fit.</exception>
    public DrivePlacement(PostDataDirectories directories, PostDataLayout layout, FileRange range, Func<string, FileSystemRoom> room)
    {
        _directories = directories;
        _existing = directories.Files().ToDictionary(file => file.Index);
        _fileSystems = new string[directories.Paths.Count];
        _placed = new long[directories.Paths.Count];
        for (int drive = 0; drive < _fileSystems.Length; drive++)
        {
            var (fileSystem, free) = room(directories.Paths[drive]);
            _fileSystems[drive] = fileSystem;
            _room[fileSystem] = free;
        }

        RequireRoom(layout, range);
    }

    /// <summary>Path of a file; one that does not exist yet is given its place.</summary>
    public string PathOf(long file, long size)
    {
        if (_existing.TryGetValue(file, out var there))
            return there.Path;
        int drive = Enumerable.Range(0, _placed.Length).OrderByDescending(drive => _room[_fileSystems[drive]]).ThenBy(drive => _placed[drive]).First();
        _room[_fileSystems[drive]] -= size;
        _placed[drive] += size;
        string path = Path.Combine(_directories.Paths[drive], PostDataFileName.Of(file));
        _existing[file] = new PostDataFile(file, path, drive, 0);
        return path;
    }

    private void RequireRoom(PostDataLayout layout, FileRange range)
    {
        // In whole numbers over the range: the number of files may be in the billions.
        ulong labels = layout.FirstLabelOf(range.Last) + layout.LabelsIn(range.Last) - layout.FirstLabelOf(range.First);
        UInt128 missing = (UInt128)labels * PostDataLayout.LabelSize;
        foreach (var file in _existing.Values.Where(file => file.Index >= range.First && file.Index <= range.Last))
        {
            // A file grows where it lies.
            long size = layout.SizeOf(file.Index);
            long growth = size - Math.Min(file.Length, size);
            missing -= (UInt128)size;
            string fileSystem = _fileSystems[file.Drive];
            if (growth > _room[fileSystem])
                throw Full(_directories.Paths[file.Drive], (UInt128)growth, _room[fileSystem]);
            _room[fileSystem] -= growth;
            _placed[file.Drive] += size;
        }

        UInt128 free = 0;
        foreach (long room in _room.Values)
            free += (UInt128)Math.Max(0, room);
        if (missing > free)
            throw Full(_directories.ToString(), missing, (long)free);
    }

    private static PostDataException Full(string where, UInt128 wanted, long free) =>
        new(where, $"not enough room in {where}: {wanted} bytes are needed, {free} are free; make room, choose fewer units or add a directory on another drive");
}
