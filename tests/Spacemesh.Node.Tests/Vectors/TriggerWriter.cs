using System.Text;

namespace Spacemesh.Node.Tests.Vectors;

/// <summary>Keeps what is written and acts once when a text appears in it.</summary>
internal sealed class TriggerWriter(string trigger, Action act) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private bool _done;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        bool now;
        lock (_lock)
        {
            _text.Append(value);
            now = !_done && trigger.Length > 0 && value is not null && value.Contains(trigger, StringComparison.Ordinal);
            _done |= now;
        }

        if (now)
            act();
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }
}
