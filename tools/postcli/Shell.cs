using System.Globalization;
using System.Text.Json;

namespace Spacemesh.Postcli;

/// <summary>Where a run reads and writes: messages on stderr with date and time, the log of the work on stdout.</summary>
public sealed class Shell(TextReader input, TextWriter output, TextWriter error, string home, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Home => home;

    public TimeProvider Time => time;

    public TextWriter Output => output;

    public TextWriter Error => error;

    /// <summary>Somebody sits before it.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>A line about progress every second instead of every minute.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>The least level of log lines written.</summary>
    public LogLevel Level { get; set; } = LogLevel.Info;

    /// <summary>A message for the user.</summary>
    public void Say(string message)
    {
        lock (error)
            error.Write($"{time.GetLocalNow().ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture)} {message}\n");
    }

    /// <summary>A log line: time, level, message and fields, separated by tabs.</summary>
    public void Log(LogLevel level, string message, params ReadOnlySpan<(string Name, object Value)> fields)
    {
        if (level < Level)
            return;
        var line = new System.Text.StringBuilder();
        line.Append(time.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzz00", CultureInfo.InvariantCulture))
            .Append('\t').Append(level.ToString().ToUpperInvariant()).Append('\t').Append(message);
        if (!fields.IsEmpty)
        {
            line.Append("\t{");
            for (int i = 0; i < fields.Length; i++)
                line.Append(i == 0 ? "" : ", ").Append('"').Append(fields[i].Name).Append("\": ").Append(JsonSerializer.Serialize(fields[i].Value, Json));
            line.Append('}');
        }

        lock (output)
        {
            output.Write(line.Append('\n'));
            output.Flush();
        }
    }

    /// <summary>Asks whether to go on.</summary>
    /// <exception cref="ExitException">The answer is not y or Y.</exception>
    public void Confirm(bool yes, string? consequence)
    {
        if (yes)
            return;
        if (consequence is not null)
            Say(consequence);
        Say("Are you sure you want to continue (y/N)?");
        string? answer = input.ReadLine()?.Trim();
        if (answer is not ("y" or "Y"))
            throw new ExitException(1, "Aborting");
    }
}
