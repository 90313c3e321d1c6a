using System.Globalization;
using System.Text;

namespace Spacemesh.Node.Logging;

/// <summary>
/// Where log lines go: standard output, and a file that starts anew at a size where one is configured. Thread-safe. A file that cannot be
/// written does not stop the node: it is given up with a line on standard output.
/// </summary>
public sealed class LogSink : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly string _path;
    private readonly long _maxSize;
    private readonly int _keep;
    private FileStream? _file;

    /// <param name="output">Standard output.</param>
    /// <param name="path">The file; empty for none.</param>
    /// <param name="maxSize">Bytes after which the file starts anew.</param>
    /// <param name="keep">Earlier files that stay: path.1 is the latest.</param>
    public LogSink(TextWriter output, string path = "", long maxSize = long.MaxValue, int keep = 0)
    {
        (_output, _path, _maxSize, _keep) = (output, path, Math.Max(1, maxSize), Math.Max(0, keep));
        if (path.Length > 0)
            Try(() => _file = Open());
    }

    public void Write(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (_lock)
        {
            _output.Write(line);
            _output.Flush();
            if (_file is null)
                return;
            Try(() =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(line);
                if (_file.Length > 0 && _file.Length + bytes.Length > _maxSize)
                    Rotate();
                _file.Write(bytes);
                _file.Flush();
            });
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private void Rotate()
    {
        _file!.Dispose();
        _file = null;
        if (_keep == 0)
            File.Delete(_path);
        for (int i = _keep; i > 0; i--)
        {
            string from = i == 1 ? _path : Earlier(i - 1);
            if (File.Exists(from))
                File.Move(from, Earlier(i), overwrite: true);
        }

        _file = Open();
    }

    private string Earlier(int i) => string.Create(CultureInfo.InvariantCulture, $"{_path}.{i}");

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
            _output.WriteLine($"log-file.path: {_path} cannot be written any more: {e.Message}");
        }
    }
}
