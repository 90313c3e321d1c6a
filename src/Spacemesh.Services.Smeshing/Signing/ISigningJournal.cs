namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Where the signing record lies: a file, or memory in simulations. Used by one record at a time.</summary>
public interface ISigningJournal : IDisposable
{
    /// <summary>Everything that was appended, as far as it survived.</summary>
    byte[] ReadAll();

    /// <summary>Appends and returns once it is on the disk.</summary>
    /// <exception cref="SigningRecordException">It could not be kept.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Puts other content in place of everything, as a whole.</summary>
    /// <exception cref="SigningRecordException">It could not be kept; the old content stays.</exception>
    void Replace(ReadOnlySpan<byte> bytes);
}
