namespace Spacemesh.Smcli.Shell;

/// <summary>Where a command reads and writes.</summary>
public interface ITerminal
{
    TextWriter Out { get; }

    TextWriter Error { get; }

    /// <summary>Lines as the terminal or a pipe gives them.</summary>
    TextReader In { get; }

    /// <summary>Whether a person types.</summary>
    bool IsInteractive { get; }

    string HomeDirectory { get; }

    string WorkingDirectory { get; }

    TimeProvider Time { get; }

    /// <summary>
    /// Reads without echo up to a carriage return or line feed. There is no line editing: every other byte belongs to the text, only a
    /// leading <c>20 7f</c> is dropped (spec 07 §21).
    /// </summary>
    /// <exception cref="CommandException">Not a terminal, or Ctrl-C.</exception>
    byte[] ReadSecret();
}
