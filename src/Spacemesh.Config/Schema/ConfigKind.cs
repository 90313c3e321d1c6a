using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;

namespace Spacemesh.Config.Schema;

/// <summary>
/// How a key's value is read from a file, which is lenient about JSON types (spec 09b §3.2), and shown. Values are immutable:
/// <see cref="bool"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/>, <see cref="string"/>, <see cref="Rational"/>,
/// <see cref="GenesisTime"/>, lists, dictionaries, or null.
/// </summary>
internal abstract class ConfigKind
{
    /// <summary>The value of a field that an element of a list does not name.</summary>
    public abstract object? Zero { get; }

    /// <summary>The value that a file gives. After an error, which is in <paramref name="reading"/>, the value below stays.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="json">Neither null nor an empty object: those are dropped before.</param>
    /// <param name="current">The value below.</param>
    /// <param name="reading">Errors and origins.</param>
    public abstract object? Read(string path, object json, object? current, ConfigReading reading);

    /// <summary>The value in terms of JSON.</summary>
    public virtual object? Show(object? value) => value;
}
