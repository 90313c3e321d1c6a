namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>The signing record cannot be used: nothing is signed without it.</summary>
public sealed class SigningRecordException(string message, Exception? innerException = null) : Exception(message, innerException);
