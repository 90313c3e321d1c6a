using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Spacemesh.Post.DataDirectory;

/// <summary>Reads the labels of a space that lies in one or several directories. May be used by several threads at once.</summary>
public sealed class PostDataReader : IDisposable
{
    private readonly Dictionary<long, PostDataFile> _byIndex;
    private readonly ConcurrentDictionary<long, SafeFileHandle> _handles = new();
    private readonly ConcurrentBag<AlignedBuffer> _buffers = [];
    private volatile bool _disposed;

    private PostDataReader(PostDataDirectories directories, PostMetadata metadata, IReadOnlyList<PostDataFile> files)
    {
        Directories = directories;
        Metadata = metadata;
        Layout = metadata.Layout;
        Files = files;
        _byIndex = files.ToDictionary(file => file.Index);
    }

    public PostDataDirectories Directories { get; }

    public PostMetadata Metadata { get; }

    public PostDataLayout Layout { get; }

    /// <summary>The files present, in numeric order.</summary>
    public IReadOnlyList<PostDataFile> Files { get; }

    /// <exception cref="PostDataException">A directory, the metadata or a file's place is not usable.</exception>
    public static PostDataReader Open(PostDataDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var metadata = PostDrives.Load(directories);
        if (metadata.MaxFileSize % PostDataLayout.LabelSize != 0)
        {
            throw new PostDataException(
                PostMetadataFile.PathIn(directories.Primary),
                $"MaxFileSize {metadata.MaxFileSize} in {PostMetadataFile.PathIn(directories.Primary)} is no multiple of {PostDataLayout.LabelSize}");
        }

        return new PostDataReader(directories, metadata, directories.Files());
    }

    /// <summary>The files of one drive, in numeric order.</summary>
    public IEnumerable<PostDataFile> FilesOn(int drive) => Files.Where(file => file.Drive == drive);

    /// <summary>Makes sure that every label of the space is there.</summary>
    /// <exception cref="PostDataException">Names the first file that is missing or too short.</exception>
    public void RequireComplete()
    {
        for (long index = 0; index < Layout.TotalFiles; index++)
        {
            string name = PostDataFileName.Of(index);
            if (!_byIndex.TryGetValue(index, out var file))
                throw new PostDataException(name, $"{name} is in none of the data directories {Directories}; mount its drive or initialize the missing files again");
            if (file.Length < Layout.SizeOf(index))
                throw new PostDataException(file.Path, $"{file.Path} has {file.Length} of {Layout.SizeOf(index)} bytes; run the initialization again to complete it");
        }
    }

    /// <summary>Reads one stored label.</summary>
    /// <exception cref="PostDataException">The label is not there or cannot be read.</exception>
    public void ReadLabel(ulong index, Span<byte> label)
    {
        if (ReadLabels(index, label[..PostDataLayout.LabelSize]) != 1)
            throw new PostDataException($"label {index} is not in the data directories {Directories}");
    }

    /// <summary>Reads consecutive labels of one file.</summary>
    /// <returns>How many whole labels were there, up to the end of the file.</returns>
    /// <exception cref="PostDataException">The file is missing or cannot be read.</exception>
    public int ReadLabels(ulong first, Span<byte> labels)
    {
        long index = Layout.FileOf(first);
        if (!_byIndex.TryGetValue(index, out var file))
            throw new PostDataException(PostDataFileName.Of(index), $"{PostDataFileName.Of(index)} is in none of the data directories {Directories}");
        long offset = Layout.OffsetOf(first);
        long there = Math.Min(LabelsEnd(file) - offset, labels.Length);
        if (there <= 0)
            return 0;
        int wanted = (int)(there / PostDataLayout.LabelSize * PostDataLayout.LabelSize);
        int read = 0;
        try
        {
            while (read < wanted)
            {
                int more = RandomAccess.Read(Handle(file), labels[read..wanted], offset + read);
                if (more == 0)
                    break;
                read += more;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, exception);
        }

        return read / PostDataLayout.LabelSize;
    }

    /// <summary>
    /// Reads files one after the other in blocks of whole labels, in order, with several reads in flight. A block never spans two files;
    /// what a file holds beyond its labels is not read.
    /// </summary>
    /// <param name="files">Files of this reader, usually those of one drive.</param>
    /// <param name="from">Labels below this index are left out.</param>
    /// <param name="options">Block size and depth; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PostDataException">A file cannot be read, or became shorter.</exception>
    public async IAsyncEnumerable<PostDataBlock> ReadBlocksAsync(
        IEnumerable<PostDataFile> files,
        ulong from = 0,
        PostReadOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= new PostReadOptions();
        options.Validate();
        var inFlight = new Queue<Task<PostDataBlock>>(options.Depth);
        try
        {
            foreach (var (file, offset, length) in Pieces(files, from, options.BlockSize))
            {
                if (inFlight.Count == options.Depth)
                    yield return await inFlight.Dequeue();
                inFlight.Enqueue(ReadAsync(file, offset, length, options.BlockSize, cancellationToken));
            }

            while (inFlight.Count > 0)
                yield return await inFlight.Dequeue();
        }
        finally
        {
            // Buffers stay with their reads until these end.
            foreach (var read in inFlight)
            {
                try
                {
                    (await read).Dispose();
                }
                catch (Exception exception) when (exception is PostDataException or OperationCanceledException)
                {
                    // The reader has stopped listening; the first error was thrown already.
                }
            }
        }
    }

    public void Dispose()
    {
        _disposed = true;
        foreach (var handle in _handles.Values)
            handle.Dispose();
        _handles.Clear();
        while (_buffers.TryTake(out var buffer))
            ((IDisposable)buffer).Dispose();
    }

    private static PostDataException Unreadable(PostDataFile file, Exception exception) =>
        new(file.Path, $"{file.Path} cannot be read: {exception.Message}", exception);

    private long LabelsEnd(PostDataFile file) =>
        file.Index >= Layout.TotalFiles ? 0 : Math.Min(file.Length / PostDataLayout.LabelSize * PostDataLayout.LabelSize, Layout.SizeOf(file.Index));

    private IEnumerable<(PostDataFile File, long Offset, int Length)> Pieces(IEnumerable<PostDataFile> files, ulong from, int blockSize)
    {
        foreach (var file in files)
        {
            long end = LabelsEnd(file);
            ulong first = Layout.FirstLabelOf(file.Index);
            if (end == 0 || (from > first && from - first >= (ulong)(end / PostDataLayout.LabelSize)))
                continue;
            long start = from > first ? (long)(from - first) * PostDataLayout.LabelSize : 0;
            for (long offset = start; offset < end; offset += blockSize)
                yield return (file, offset, (int)Math.Min(blockSize, end - offset));
        }
    }

    private async Task<PostDataBlock> ReadAsync(PostDataFile file, long offset, int length, int blockSize, CancellationToken cancellationToken)
    {
        var buffer = Rent(blockSize);
        try
        {
            int read = 0;
            while (read < length)
            {
                int more = await RandomAccess.ReadAsync(Handle(file), buffer.Memory[read..length], offset + read, cancellationToken);
                if (more == 0)
                    throw new PostDataException(file.Path, $"{file.Path} ends at {offset + read}; it was longer when it was opened");
                read += more;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            GiveBack(buffer);
            throw Unreadable(file, exception);
        }
        catch
        {
            GiveBack(buffer);
            throw;
        }

        return new PostDataBlock(file, Layout.FirstLabelOf(file.Index) + ((ulong)offset / PostDataLayout.LabelSize), buffer, length, GiveBack);
    }

    private SafeFileHandle Handle(PostDataFile file)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_handles.TryGetValue(file.Index, out var handle))
            return handle;
        handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (_handles.TryAdd(file.Index, handle))
            return handle;
        handle.Dispose();
        return _handles[file.Index];
    }

    private AlignedBuffer Rent(int size)
    {
        while (_buffers.TryTake(out var buffer))
        {
            if (buffer.Length >= size)
                return buffer;
            ((IDisposable)buffer).Dispose();
        }

        return new AlignedBuffer(size);
    }

    private void GiveBack(AlignedBuffer buffer)
    {
        _buffers.Add(buffer);
        if (_disposed && _buffers.TryTake(out var surplus))
            ((IDisposable)surplus).Dispose();
    }
}
