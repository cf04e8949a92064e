// Loaded into every process of a topology: where the one that started it is gone, killed perhaps, it ends as well.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
