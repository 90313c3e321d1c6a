namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// The signing record's file. It is locked against other processes while it is open, only ever appended to, and replaced as a whole
/// when old entries are dropped.
/// </summary>
public sealed class FileSigningJournal : ISigningJournal
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "signing-record.bin";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private FileStream _file;

    private FileSigningJournal(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <exception cref="SigningRecordException">Another process uses the file, or it cannot be read or written.</exception>
    public static FileSigningJournal Open(string path)
    {
        try
        {
            return new FileSigningJournal(path, OpenFile(path, FileMode.OpenOrCreate));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SigningRecordException(
                $"the signing record {path} cannot be opened ({exception.Message}): nothing is signed without it. Stop the other node that uses it, or make the file writable", exception);
        }
    }

    public byte[] ReadAll()
    {
        try
        {
            byte[] bytes = new byte[_file.Length];
            _file.Position = 0;
            _file.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException exception)
        {
            throw new SigningRecordException($"the signing record {_path} cannot be read: {exception.Message}", exception);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        long end = _file.Length;
        try
        {
            _file.Position = end;
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CutOff(end);
            throw new SigningRecordException($"the signing record {_path} cannot be written ({exception.Message}): nothing is signed until it can. Free some disk space", exception);
        }
    }

    public void Replace(ReadOnlySpan<byte> bytes)
    {
        string temporary = $"{_path}.tmp";
        try
        {
            using (var next = OpenFile(temporary, FileMode.Create))
            {
                next.Write(bytes);
                next.Flush(flushToDisk: true);
            }

            // The lock goes with the old file; nobody else can have taken the new one's name before it is there.
            File.Move(temporary, _path, overwrite: true);
            var reopened = OpenFile(_path, FileMode.Open);
            _file.Dispose();
            _file = reopened;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SigningRecordException($"the signing record {_path} cannot be rewritten: {exception.Message}", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream OpenFile(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Takes back a half-written piece; where even that fails, reading skips it.</summary>
    private void CutOff(long length)
    {
        try
        {
            _file.SetLength(length);
        }
        catch (IOException)
        {
            // The first error is the one to tell.
        }
    }
}
