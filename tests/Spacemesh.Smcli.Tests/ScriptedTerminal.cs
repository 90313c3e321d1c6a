using System.Text;
using Spacemesh.Smcli.Shell;

namespace Spacemesh.Smcli.Tests;

/// <summary>A terminal or pipe whose input is written beforehand, in a folder of its own.</summary>
internal sealed class ScriptedTerminal : ITerminal, IDisposable
{
    private readonly byte[] _input;
    private int _read;

    /// <param name="isTerminal">A terminal, else a pipe.</param>
    /// <param name="input">Everything that is typed.</param>
    public ScriptedTerminal(bool isTerminal, string input)
    {
        IsInteractive = isTerminal;
        _input = Encoding.UTF8.GetBytes(input);
        HomeDirectory = Directory.CreateTempSubdirectory("smcli-").FullName;
        In = new Lines(this);
    }

    public StringWriter Output { get; } = new();

    public StringWriter Errors { get; } = new();

    public TextWriter Out => Output;

    public TextWriter Error => Errors;

    public TextReader In { get; }

    public bool IsInteractive { get; }

    public string HomeDirectory { get; }

    public string WorkingDirectory => HomeDirectory;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public byte[] ReadSecret() => IsInteractive ? SecretReader.Read(Next) : throw new CommandException("file descriptor 0 is not a terminal");

    public string Save(string name, byte[] contents)
    {
        string path = Path.Combine(HomeDirectory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, contents);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    public void Dispose() => Directory.Delete(HomeDirectory, recursive: true);

    private int Next() => _read < _input.Length ? _input[_read++] : -1;

    /// <summary>A terminal turns carriage returns into line ends.</summary>
    private sealed class Lines(ScriptedTerminal terminal) : TextReader
    {
        public override string? ReadLine()
        {
            var line = new List<byte>();
            int value;
            while ((value = terminal.Next()) is not (< 0 or '\n') && !(value == '\r' && terminal.IsInteractive))
                line.Add((byte)value);
            return value < 0 && line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
        }

        public override Task<string?> ReadLineAsync() => Task.FromResult(ReadLine());

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => ValueTask.FromResult(ReadLine());
    }
}
