using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Post.Initialization;

/// <summary>The files of a run on their drives: places them, mends what a crash left, appends labels.</summary>
internal sealed class SpaceWriter : IDisposable
{
    /// <summary>After so many bytes the disk is asked to keep what was written.</summary>
    private const long FlushEvery = 64 << 20;

    private readonly Initializer _initializer;
    private readonly InitializerServices _services;
    private readonly PostDataLayout _layout;
    private readonly FileRange _range;
    private readonly Dictionary<long, FileStream> _open = [];
    private readonly RateMeter _rate;
    private DrivePlacement? _placement;
    private ulong _labels;
    private long _unflushed;

    public SpaceWriter(Initializer initializer, InitializerServices services, FileRange range)
    {
        _initializer = initializer;
        _services = services;
        _layout = initializer.Options.Layout;
        _range = range;
        Target = _layout.FirstLabelOf(range.Last) + _layout.LabelsIn(range.Last) - _layout.FirstLabelOf(range.First);
        _rate = new RateMeter(services.Time, Target);
    }

    /// <summary>Labels the run's files will have.</summary>
    public ulong Target { get; }

    /// <summary>Deletes data files above the last one of the space, and what an interrupted metadata write left.</summary>
    public void RemoveSurplus()
    {
        long last = _layout.TotalFiles - 1;
        _services.Observe(new InitializationEvent.SurplusSought(last));
        foreach (string directory in _initializer.Directories.Paths)
        {
            foreach (var file in PostDataDirectories.Entries(directory))
            {
                if (PostDataFileName.TryParseLenient(file.Name, out long index) && index > last)
                {
                    _services.Observe(new InitializationEvent.SurplusRemoved(file.Name));
                    Initializer.Delete(file.FullName);
                }
                else if (file.Name.StartsWith(PostMetadataFile.Name, StringComparison.Ordinal) && file.Name.EndsWith(".tmp", StringComparison.Ordinal))
                {
                    Initializer.Delete(file.FullName);
                }
            }
        }
    }

    /// <exception cref="PostDataException">The space does not fit.</exception>
    public void Place() => _placement = new DrivePlacement(_initializer.Directories, _layout, _range, _services.Room);

    /// <summary>Makes a file ready to be appended to.</summary>
    /// <param name="file">Its index.</param>
    /// <param name="note">What to tell about it.</param>
    /// <returns>Labels it holds.</returns>
    public ulong Prepare(long file, out InitializationEvent note)
    {
        ulong target = _layout.LabelsIn(file);
        ulong start = _layout.FirstLabelOf(file);
        string path = _placement!.PathOf(file, _layout.SizeOf(file));
        var stream = OpenFile(path);
        _open[file] = stream;
        try
        {
            ulong present = (ulong)stream.Length / PostDataLayout.LabelSize;
            int torn = (int)(stream.Length % PostDataLayout.LabelSize);
            if (present < target)
            {
                // Up to 15 bytes of a label that a crash tore, then zeros that a lost write left: appending after them would misplace every label.
                if (torn != 0)
                    CutTo(stream, present, torn);
                ulong whole = WithoutTrailingZeros(stream, present);
                if (whole != present)
                    CutTo(stream, whole, checked((int)Math.Min(int.MaxValue, (present - whole) * PostDataLayout.LabelSize)));
                present = whole;
                note = new InitializationEvent.FileBegun(file, present, target, start);
            }
            else if (present == target)
            {
                note = new InitializationEvent.FileComplete(file, present, target, start);
            }
            else
            {
                stream.SetLength(_layout.SizeOf(file));
                stream.Flush(flushToDisk: true);
                note = new InitializationEvent.FileTruncated(file, present, target, start);
                present = target;
            }

            if (present == target)
                Close(file);
            return present;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    /// <summary>Appends labels.</summary>
    public void Write(long file, ulong first, ReadOnlySpan<byte> labels)
    {
        var stream = _open[file];
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, labels, _layout.OffsetOf(first));
            _unflushed += labels.Length;
            if (_unflushed >= FlushEvery)
                Flush(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(stream.Name, exception);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // How the runtime puts a file system's limit: FAT32 takes one byte less than the 4 GiB that files have by default.
            throw new PostDataException(
                stream.Name,
                $"{stream.Name} cannot be written: the file system takes no file of that size; labels written so far are kept; begin anew with a smaller maxFileSize, or move the files to another file system and run again",
                exception);
        }

        ulong count = (ulong)labels.Length / PostDataLayout.LabelSize;
        _labels += count;
        _initializer.LabelsWritten = first + count;
        _services.Observe(new InitializationEvent.Progress(_rate.Measure(_labels)));
    }

    /// <summary>Passes an event on when everything before it is written.</summary>
    public void Note(InitializationEvent note)
    {
        switch (note)
        {
            case InitializationEvent.FileBegun begun:
                _labels += begun.Labels;
                // The first sample is where the run starts.
                _rate.Measure(_labels);
                break;
            case InitializationEvent.FileWritten written:
                Close(written.File);
                break;
            case InitializationEvent.FileComplete complete:
                Done(complete.File, complete.Target);
                break;
            case InitializationEvent.FileTruncated truncated:
                Done(truncated.File, truncated.Target);
                break;
        }

        _services.Observe(note);
    }

    public void Dispose()
    {
        foreach (var stream in _open.Values)
            stream.Dispose();
        _open.Clear();
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, AtomicFile.Options(FileMode.OpenOrCreate));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static PostDataException Unwritable(string path, Exception exception) =>
        new(path, $"{path} cannot be written: {exception.Message}; labels written so far are kept, run again when that is mended", exception);

    private static void Flush(FileStream stream) => RandomAccess.FlushToDisk(stream.SafeFileHandle);

    private void Done(long file, ulong labels)
    {
        _labels += labels;
        _initializer.LabelsWritten = _layout.FirstLabelOf(file) + labels;
        _rate.Measure(_labels);
    }

    private void Close(long file)
    {
        if (!_open.Remove(file, out var stream))
            return;
        using (stream)
            Flush(stream);
    }

    private void CutTo(FileStream stream, ulong labels, int bytes)
    {
        stream.SetLength(checked((long)labels * PostDataLayout.LabelSize));
        stream.Flush(flushToDisk: true);
        _services.Observe(new InitializationEvent.TornLabelRemoved(stream.Name, bytes));
    }

    private static ulong WithoutTrailingZeros(FileStream stream, ulong labels)
    {
        Span<byte> block = stackalloc byte[4096];
        while (labels > 0)
        {
            int length = (int)Math.Min((ulong)block.Length, labels * PostDataLayout.LabelSize);
            long offset = ((long)labels * PostDataLayout.LabelSize) - length;
            if (RandomAccess.Read(stream.SafeFileHandle, block[..length], offset) != length)
                return labels;
            int last = block[..length].LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
                return ((ulong)offset + (ulong)last) / PostDataLayout.LabelSize + 1;
            labels -= (ulong)length / PostDataLayout.LabelSize;
        }

        return 0;
    }
}
