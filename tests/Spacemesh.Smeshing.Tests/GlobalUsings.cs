global using Spacemesh.Primitives;
global using Xunit;

// Modes of files are part of what is checked.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
